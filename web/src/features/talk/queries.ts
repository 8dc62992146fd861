import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { TalkSearch } from "./search";

const PAGE = 50;

export const talkListQuery = (channelId: number, search: TalkSearch) =>
  infiniteQueryOptions({
    queryKey: ["talk", channelId, "list", search.state, search.mark, search.assignee, search.q],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/talk/conversations", {
          params: {
            query: {
              channel_id: channelId,
              state: search.state ?? "all",
              mark_id: search.mark,
              assignee: search.assignee ?? "",
              q: search.q ?? "",
              cursor: pageParam,
              limit: PAGE,
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const countsQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["talk", channelId, "counts"],
    queryFn: () => answer(api.GET("/api/v1/talk/counts", { params: { query: { channel_id: channelId } } })),
    // Waits grow old without anything happening.
    refetchInterval: 5 * 60_000,
  });

export const conversationQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["talk", "one", friendId],
    queryFn: () =>
      answer(
        api.GET("/api/v1/talk/conversations/{friend_id}", { params: { path: { friend_id: friendId } } }),
      ),
  });

export const messagesQuery = (friendId: number) =>
  infiniteQueryOptions({
    queryKey: ["talk", "messages", friendId],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/talk/conversations/{friend_id}/messages", {
          params: { path: { friend_id: friendId }, query: { cursor: pageParam, limit: 40 } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });

export const marksQuery = queryOptions({
  queryKey: ["talk", "marks"],
  queryFn: async () => (await answer(api.GET("/api/v1/talk/marks"))).items,
  staleTime: 60_000,
});

export const repliersQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["settings", "repliers", channelId],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/talk/repliers", { params: { query: { channel_id: channelId } } })))
        .items,
    staleTime: 60_000,
  });

export const notesQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["talk", "notes", friendId],
    queryFn: async () =>
      (
        await answer(
          api.GET("/api/v1/talk/conversations/{friend_id}/notes", {
            params: { path: { friend_id: friendId } },
          }),
        )
      ).items,
  });

export const scheduledQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["talk", "scheduled", friendId],
    queryFn: async () =>
      (
        await answer(
          api.GET("/api/v1/talk/conversations/{friend_id}/scheduled", {
            params: { path: { friend_id: friendId } },
          }),
        )
      ).items,
  });

export const cannedRepliesQuery = queryOptions({
  queryKey: ["talk", "canned"],
  queryFn: async () => (await answer(api.GET("/api/v1/talk/canned-replies"))).items,
  staleTime: 60_000,
});

export const friendQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["friends", "one", friendId],
    queryFn: () =>
      answer(api.GET("/api/v1/friends/{friend_id}", { params: { path: { friend_id: friendId } } })),
  });

export const tagsQuery = queryOptions({
  queryKey: ["friends", "tags"],
  queryFn: async () => (await answer(api.GET("/api/v1/tags"))).items,
});

export const enrolmentsQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["scenarios", "of-friend", friendId],
    queryFn: async () =>
      (
        await answer(
          api.GET("/api/v1/friends/{friend_id}/enrolments", { params: { path: { friend_id: friendId } } }),
        )
      ).items,
  });
