import { Anchor, Badge, Checkbox, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { ListedFriendOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { FriendPhoto } from "@/components/FriendPhoto";
import { StatusBadge } from "@/components/StatusBadge";
import { TimeText } from "@/components/TimeText";
import classes from "./friends.module.css";
import { marksQuery } from "./queries";
import { FRIEND_LOOKS } from "./status";

interface Props {
  friend: ListedFriendOut;
  top: number;
  index: number;
  isSelected: boolean | null;
  onToggle: () => void;
}

const SHOWN_TAGS = 3;

export const FriendRow = memo(Row, (old, next) => {
  return (
    old.friend === next.friend &&
    old.top === next.top &&
    old.index === next.index &&
    old.isSelected === next.isSelected
  );
});

function Row({ friend, top, index, isSelected, onToggle }: Props) {
  const { t } = useTranslation("friends");
  const name = friend.display_name || t("nameless");
  return (
    <tr
      aria-rowindex={index + 2}
      className={`${classes.row} ${classes.friend}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      {isSelected === null ? null : (
        <td className={classes.box}>
          <Checkbox aria-label={t("bulk.one", { name })} checked={isSelected} onChange={onToggle} />
        </td>
      )}
      <td className={classes.who}>
        <FriendPhoto name={friend.display_name} url={friend.picture_url} size={36} />
        <span className={classes.name}>
          <Anchor
            component={Link}
            to={`/c/${useChannelId()}/friends/${friend.id}`}
            fw={600}
            c="var(--mantine-color-text)"
            truncate
            className={classes.link}
          >
            {name}
          </Anchor>
          {friend.status === "blocked" ? (
            <StatusBadge look={FRIEND_LOOKS.blocked}>{t("status.blocked")}</StatusBadge>
          ) : null}
        </span>
      </td>
      <td className={classes.tags}>
        <Tags tags={friend.tags} />
      </td>
      <td className={classes.mark}>
        <MarkName id={friend.mark_id} />
      </td>
      <td className={classes.reacted}>
        <TimeText at={friend.last_reaction_at} />
      </td>
      <td className={classes.origin}>{t(`origin.${friend.origin}`)}</td>
      <td className={classes.since}>
        <TimeText at={friend.first_seen_at} />
      </td>
    </tr>
  );
}

function Tags({ tags }: { tags: ListedFriendOut["tags"] }) {
  const shown = tags.slice(0, SHOWN_TAGS);
  return (
    <Group gap={4} wrap="nowrap" className={classes.tagNames}>
      {shown.map((tag) => (
        <Badge key={tag.id} variant="default" tt="none" fw={500} radius="sm" maw={140}>
          {tag.name}
        </Badge>
      ))}
      {tags.length > shown.length ? (
        <Text span size="xs" c="dimmed">
          +{tags.length - shown.length}
        </Text>
      ) : null}
    </Group>
  );
}

function MarkName({ id }: { id: number | null }) {
  const can = useCan();
  const { data } = useQuery({ ...marksQuery, enabled: can("talk.view") });
  const mark = data?.find((one) => one.id === id);
  if (!mark) return null;
  return (
    <Badge color={mark.colour} variant="light" tt="none" fw={600} radius="sm" maw="100%">
      {mark.name}
    </Badge>
  );
}
