import { Badge, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { DateText, TimeText } from "@/components/TimeText";
import { useMarkName } from "@/components/useMarkName";
import classes from "./friends.module.css";
import { type ListedFriend, marksQuery } from "./queries";

const SHOWN_TAGS = 2;

interface Props {
  friend: ListedFriend;
  column: string;
}

/** What one column says of a friend. */
export function FriendCell({ friend, column }: Props) {
  const { t } = useTranslation("friends");
  switch (column) {
    case "tags":
      return <Tags tags={friend.tags} />;
    case "mark":
      return <MarkName id={friend.mark_id} />;
    case "reaction":
      return <TimeText at={friend.last_reaction_at} />;
    case "origin":
      return t(`origin.${friend.origin}`);
    case "since":
      return <DateText at={friend.first_seen_at} />;
    case "status":
      return t(`status.${friend.status}`);
    case "followed":
      return <TimeText at={friend.followed_at} />;
    case "blocked":
      return <TimeText at={friend.blocked_at} />;
    case "language":
      return friend.language;
    case "line_user_id":
      return friend.line_user_id;
    default:
      return <Fetched friend={friend} column={column} />;
  }
}

/** What the server put into the row because the column was asked for. */
function Fetched({ friend, column }: Props) {
  const { t, i18n } = useTranslation("friends");
  const value = friend.cells[column];
  if (value === undefined || value === null || value === "") return <Dash />;
  if (column === "score") {
    return Number(value).toLocaleString(i18n.language, { maximumFractionDigits: 1 });
  }
  const text = column === "lifecycle" ? t(`lifecycle.${String(value)}`) : String(value);
  return (
    <Text span inherit truncate title={text} className={classes.own}>
      {text}
    </Text>
  );
}

function Dash() {
  return (
    <Text span inherit c="dimmed">
      —
    </Text>
  );
}

function Tags({ tags }: { tags: ListedFriend["tags"] }) {
  const { t } = useTranslation("friends");
  const shown = tags.slice(0, SHOWN_TAGS);
  return (
    <Group gap={4} wrap="nowrap" className={classes.tagNames}>
      {shown.map((tag) => (
        <Badge
          key={tag.id}
          variant="default"
          tt="none"
          fw={500}
          radius="sm"
          title={tag.name}
          className={classes.tagName}
        >
          {tag.name}
        </Badge>
      ))}
      {tags.length > shown.length ? (
        <Text
          size="xs"
          c="dimmed"
          className={classes.moreTags}
          title={tags
            .slice(SHOWN_TAGS)
            .map((tag) => tag.name)
            .join("\n")}
        >
          {t("list.moreTags", { count: tags.length - shown.length })}
        </Text>
      ) : null}
    </Group>
  );
}

function MarkName({ id }: { id: number | null }) {
  const can = useCan();
  const named = useMarkName();
  const { data } = useQuery({ ...marksQuery, enabled: can("talk.view") && id !== null });
  const mark = data?.find((one) => one.id === id);
  if (!mark) return null;
  return (
    <Badge color={mark.colour} variant="light" tt="none" fw={600} radius="sm" maw="100%">
      {named(mark.name)}
    </Badge>
  );
}
