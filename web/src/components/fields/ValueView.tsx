import { Anchor } from "@mantine/core";
import { safeMedia, safePage } from "@/line";
import classes from "./fields.module.css";
import type { FieldShape } from "./types";
import { useValueText } from "./valueText";

/** A value as it is read: a picture is seen, an address can be opened. Draws nothing for an empty one. */
export function ValueView({ field, value }: { field: FieldShape; value: unknown }) {
  const textOf = useValueText();
  const text = textOf(field, value);
  if (text === "") return null;
  const picture = field.type === "image" ? safeMedia(text) : null;
  if (picture) return <img src={picture} alt="" className={classes.thumbnail} />;
  const address = field.type === "url" || field.type === "file" ? safePage(text) : null;
  if (address)
    return (
      <Anchor href={address} target="_blank" rel="noopener noreferrer" size="sm">
        {text}
      </Anchor>
    );
  return <bdi>{text}</bdi>;
}
