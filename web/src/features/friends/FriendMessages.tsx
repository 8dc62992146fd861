import { Button, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { FriendDetailOut, TalkMessageOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { useTimeZone } from "@/components/TimeText";
import { shortTime } from "@/lib/time";
import { MessageBubbles } from "@/line";
import classes from "./friends.module.css";
import { friendMessagesQuery } from "./queries";

/** What was said, as LINE shows it: the friend at the left, the account at the right. Answers are given in the talk. */
export function FriendMessages({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("friends");
  const list = useInfiniteQuery(friendMessagesQuery(friend.id));
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Paper withBorder p="md" component="section" aria-label={t("detail.messages")}>
      <Title order={2} size="h3" mb="sm">
        {t("detail.messages")}
      </Title>
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending ? <Skeleton h={240} /> : null}
      {list.isSuccess && entries.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("detail.noMessages")}
        </Text>
      ) : null}
      {entries.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled box has to be reachable by keyboard.
        <div className={classes.messages} tabIndex={0}>
          {entries.map((entry) => (
            <Entry key={entry.key} entry={entry} friend={friend} />
          ))}
          {list.hasNextPage ? (
            <Group justify="center">
              <Button
                size="xs"
                variant="white"
                loading={list.isFetchingNextPage}
                onClick={() => void list.fetchNextPage()}
              >
                {t("detail.older")}
              </Button>
            </Group>
          ) : null}
        </div>
      ) : null}
    </Paper>
  );
}

function Entry({ entry, friend }: { entry: TalkMessageOut; friend: FriendDetailOut }) {
  const { t, i18n } = useTranslation("friends");
  const zone = useTimeZone();
  const time = shortTime(entry.at, i18n.language, zone, new Date());
  const isFriend = entry.sender === "friend";
  const isOut = isFriend || entry.state === "sent";
  const fate = isOut
    ? null
    : `${t(`talk.state.${entry.state || "waiting"}`)} ${i18n.language === "ja" ? entry.reason_ja : entry.reason_en}`;
  if (entry.kind !== "message" || entry.is_unsent || entry.messages.length === 0) {
    const said = entry.kind === "message" && fate !== null ? fate : t(`talk.${entry.kind}`);
    return (
      <Text size="xs" c="inherit" ta={fate === null ? "center" : "right"}>
        {time} {entry.is_unsent ? t("event.message_unsent") : said}
      </Text>
    );
  }
  return (
    <Stack gap={2}>
      <MessageBubbles
        messages={entry.messages}
        side={isFriend ? "friend" : "account"}
        viewer="account"
        senderName={isFriend ? friend.display_name || t("nameless") : undefined}
        senderIconUrl={isFriend ? friend.picture_url || null : undefined}
        time={time}
      />
      {fate === null ? null : (
        <Text size="xs" c="inherit" ta="right">
          {fate}
        </Text>
      )}
    </Stack>
  );
}
