import { Badge, Group, Text } from "@mantine/core";
import { IconArrowForwardUp, IconRobot, IconUserCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ConversationOut, MarkOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { FriendPhoto } from "@/components/FriendPhoto";
import { useTimeZone } from "@/components/TimeText";
import { useMarkName } from "@/components/useMarkName";
import { shortTime } from "@/lib/time";
import type { TalkSearch } from "./search";
import classes from "./talk.module.css";
import { useLastLine } from "./useLastLine";
import { WaitChip } from "./WaitChip";

interface Props {
  talk: ConversationOut;
  top: number;
  now: Date;
  isOpen: boolean;
  /** The filters stay as they are when a conversation is opened. */
  search: TalkSearch;
  mark?: MarkOut;
  assignee?: string;
}

/** One conversation in the list: who, the last words, and what is still to do. */
export function ConversationRow({ talk, top, now, isOpen, search, mark, assignee }: Props) {
  const { t, i18n } = useTranslation("talk");
  const channelId = String(useChannelId());
  const zone = useTimeZone();
  const markName = useMarkName();
  const line = useLastLine()(talk);
  const Direction =
    talk.last_sender === "staff" ? IconArrowForwardUp : talk.last_sender === "rule" ? IconRobot : null;
  return (
    <li className={classes.row} style={{ transform: `translateY(${top}px)` }}>
      <Link
        to="/c/$channelId/talk/$friendId"
        params={{ channelId, friendId: String(talk.friend_id) }}
        search={search}
        className={classes.rowLink}
        aria-current={isOpen ? "page" : undefined}
        data-unread={talk.unread_count > 0 ? true : undefined}
      >
        <FriendPhoto name={talk.display_name} url={talk.picture_url} size={40} />
        <span className={classes.rowText}>
          <span className={classes.rowTop}>
            <Text span truncate fw={talk.unread_count > 0 ? 700 : 500}>
              {talk.display_name || t("nameless")}
            </Text>
            <Text span size="xs" c="dimmed" className={classes.still}>
              {shortTime(talk.last_at, i18n.language, zone, now)}
            </Text>
          </span>
          <span className={classes.rowTop}>
            <Text span size="sm" c="dimmed" truncate>
              {Direction ? <Direction size={13} className={classes.inline} aria-hidden /> : null}
              {line}
            </Text>
            {talk.unread_count > 0 ? (
              <Badge
                size="sm"
                color="red.9"
                variant="filled"
                circle={talk.unread_count < 10}
                className={classes.still}
                aria-label={t("unread", { count: talk.unread_count })}
                role="img"
              >
                {talk.unread_count > 99 ? "99+" : talk.unread_count}
              </Badge>
            ) : null}
          </span>
          <Group gap={4} wrap="nowrap" className={classes.chips}>
            {talk.waiting_since ? <WaitChip since={talk.waiting_since} now={now} /> : null}
            {mark ? (
              <Badge size="sm" variant="dot" color={mark.colour} tt="none" fw={500}>
                {markName(mark.name)}
              </Badge>
            ) : null}
            {talk.status === "blocked" ? (
              <Badge size="sm" variant="light" color="gray" tt="none" fw={500}>
                {t("blocked.badge")}
              </Badge>
            ) : null}
            {assignee ? (
              <Text span size="xs" c="dimmed" truncate>
                <IconUserCheck size={12} className={classes.inline} aria-label={t("assignee.label")} />
                {assignee}
              </Text>
            ) : null}
          </Group>
        </span>
      </Link>
    </li>
  );
}
