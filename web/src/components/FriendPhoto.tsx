import { Avatar } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import classes from "./FriendPhoto.module.css";

/** A friend's picture, or the first letters of the name. Decorative: the name always stands beside it. */
export function FriendPhoto({ name, url, size = 32 }: { name: string; url: string; size?: number }) {
  return (
    <Avatar
      src={url.startsWith("https://") || url.startsWith("http://127.0.0.1") ? url : null}
      name={name || undefined}
      color={name ? "initials" : "gray"}
      size={size}
      radius="xl"
      alt=""
      classNames={{ placeholder: classes.initials }}
      imageProps={{ loading: "lazy", referrerPolicy: "no-referrer" }}
    >
      {name ? undefined : <IconUser size={size * 0.6} stroke={1.5} aria-hidden />}
    </Avatar>
  );
}
