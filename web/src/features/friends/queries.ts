import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { FoundFriendOut } from "@/api/schema.gen";
import { fetchedColumns } from "./columns";
import type { FriendFilter, FriendOrder } from "./search";

const PAGE = 100;

/** Not under the topic "friends": asking for every loaded page again at each hint would cost more than it tells. */
export const FRIEND_LIST = "friend-list";

export type ListedFriend = FoundFriendOut;

export const friendListQuery = (filter: FriendFilter, order: FriendOrder, columns: readonly string[]) => {
  const body = { ...asBody(filter), order, columns: fetchedColumns(columns), limit: PAGE };
  return infiniteQueryOptions({
    queryKey: [FRIEND_LIST, body],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      answer(api.POST("/api/v1/friends/search", { body: { ...body, cursor: pageParam }, signal })),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
};

export const friendCountQuery = (filter: FriendFilter) =>
  queryOptions({
    queryKey: ["friends", filter.channel_id, "count", filter],
    queryFn: ({ signal }) =>
      answer(api.POST("/api/v1/friends/search/count", { body: asBody(filter), signal })),
    placeholderData: keepPreviousData,
  });

function asBody({ tree, ...quick }: FriendFilter) {
  return { ...quick, tree: tree ?? null };
}

export const viewsQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["settings", channelId, "friend-views"],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/friend-views", { params: { query: { channel_id: channelId } } }))).items,
    staleTime: 60_000,
  });

export const fieldNamesQuery = queryOptions({
  queryKey: ["friends", "fields", "names"],
  queryFn: async () => (await answer(api.GET("/api/v1/fields"))).items,
  staleTime: 60_000,
});

export const friendQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["friends", "one", friendId],
    queryFn: () =>
      answer(api.GET("/api/v1/friends/{friend_id}", { params: { path: { friend_id: friendId } } })),
  });

export const GROUPS = ["talk", "sending", "data", "shop", "outside", "state"] as const;
export type TimelineGroup = (typeof GROUPS)[number];

/** Which part of a history is shown: no groups mean all, and 0 days the whole of it. */
export interface TimelinePart {
  groups: TimelineGroup[];
  days: number;
}

const DAY = 86_400_000;

export const timelineQuery = (friendId: number, { groups, days }: TimelinePart) =>
  infiniteQueryOptions({
    queryKey: ["friends", "timeline", friendId, groups, days],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/friends/{friend_id}/timeline", {
          params: {
            path: { friend_id: friendId },
            query: {
              cursor: pageParam,
              limit: 30,
              groups,
              since: days > 0 ? new Date(Date.now() - days * DAY).toISOString() : null,
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const fieldHistoryQuery = (friendId: number, fieldId: number) =>
  infiniteQueryOptions({
    queryKey: ["friends", "history", friendId, fieldId],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/friends/{friend_id}/fields/{field_id}/history", {
          params: {
            path: { friend_id: friendId, field_id: fieldId },
            query: { cursor: pageParam, limit: 10 },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });

export const friendMessagesQuery = (friendId: number) =>
  infiniteQueryOptions({
    queryKey: ["talk", "of-friend", friendId],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/talk/conversations/{friend_id}/messages", {
          params: { path: { friend_id: friendId }, query: { cursor: pageParam, limit: 30 } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });

export const friendEnrolmentsQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["scenarios", "of-friend", friendId],
    queryFn: async () =>
      (
        await answer(
          api.GET("/api/v1/friends/{friend_id}/enrolments", { params: { path: { friend_id: friendId } } }),
        )
      ).items,
  });

export const waitingQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["deliveries", "waiting", friendId],
    queryFn: async () =>
      (
        await answer(
          api.GET("/api/v1/friends/{friend_id}/deliveries", {
            params: { path: { friend_id: friendId }, query: { limit: 1 } },
          }),
        )
      ).waiting,
  });

export const tagsQuery = queryOptions({
  queryKey: ["friends", "tags"],
  queryFn: async () => (await answer(api.GET("/api/v1/tags"))).items,
});

export const marksQuery = queryOptions({
  queryKey: ["talk", "marks"],
  queryFn: async () => (await answer(api.GET("/api/v1/talk/marks"))).items,
  staleTime: 60_000,
});
