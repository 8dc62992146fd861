import { Skeleton, Stack } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/app/live";
import { useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { ConversationRow } from "./ConversationRow";
import { ListFilters } from "./ListFilters";
import { NoConversations } from "./NoConversations";
import { marksQuery, repliersQuery, talkListQuery } from "./queries";
import { isFiltered } from "./search";
import classes from "./talk.module.css";
import { useNow } from "./useNow";
import { useTalkSearch } from "./useTalkSearch";

const ROW = 84;

/** Conversations by their last message; those that wait, by how long. */
export function ConversationList({ openFriendId }: { openFriendId: number | null }) {
  const { t } = useTranslation("talk");
  const channelId = useChannelId();
  const [search] = useTalkSearch();
  const list = useInfiniteQuery(talkListQuery(channelId, search));
  const marks = useQuery(marksQuery);
  const repliers = useQuery(repliersQuery(channelId));
  const now = useNow();
  const client = useQueryClient();
  // Names and blocks are the friends' own, and stand in the list too.
  useLive("friends", () => {
    void client.invalidateQueries({ queryKey: ["talk", channelId, "list"] });
    void client.invalidateQueries({ queryKey: ["talk", "one"] });
  });
  const talks = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: talks.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8,
    getItemKey: (index) => talks[index]?.friend_id ?? index,
  });
  const items = rows.getVirtualItems();
  const isNearEnd = list.hasNextPage && (items.at(-1)?.index ?? 0) >= talks.length - 10;
  const { fetchNextPage, isFetchingNextPage } = list;
  useEffect(() => {
    if (isNearEnd && !isFetchingNextPage) void fetchNextPage();
  }, [isNearEnd, isFetchingNextPage, fetchNextPage]);
  return (
    <>
      <ListFilters />
      <div className={classes.rows} ref={box}>
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        {list.isPending ? <Waiting /> : null}
        {list.isSuccess && talks.length === 0 ? <NoConversations isFiltered={isFiltered(search)} /> : null}
        <ul className={classes.rowList} aria-label={t("list.title")} style={{ height: rows.getTotalSize() }}>
          {items.map((item) => {
            const talk = talks[item.index];
            return talk ? (
              <ConversationRow
                key={item.key}
                talk={talk}
                top={item.start}
                now={now}
                search={{ ...search, card: undefined }}
                isOpen={talk.friend_id === openFriendId}
                mark={marks.data?.find((one) => one.id === talk.mark_id)}
                assignee={repliers.data?.find((one) => one.member_id === talk.assignee_id)?.name}
              />
            ) : null;
          })}
        </ul>
      </div>
    </>
  );
}

function Waiting() {
  return (
    <Stack p="sm" gap="sm">
      {[0, 1, 2, 3, 4].map((one) => (
        <Skeleton key={one} h={56} />
      ))}
    </Stack>
  );
}
