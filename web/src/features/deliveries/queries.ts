import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { DeliverySearch, DispatchSearch } from "./search";

export const dispatchesQuery = (channelId: number, search: DeliverySearch) =>
  infiniteQueryOptions({
    queryKey: ["deliveries", channelId, "list", search],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/dispatches", {
          params: {
            query: {
              channel_id: channelId,
              kind: search.kind,
              state: search.state,
              problem: search.problem,
              cursor: pageParam,
              limit: 50,
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const dispatchQuery = (dispatchId: number) =>
  queryOptions({
    queryKey: ["deliveries", "one", dispatchId],
    queryFn: () =>
      answer(api.GET("/api/v1/dispatches/{dispatch_id}", { params: { path: { dispatch_id: dispatchId } } })),
    // While it goes out its numbers move; hints come once a batch, so this only fills gaps.
    refetchInterval: (query) => (query.state.data?.state === "open" ? 5_000 : false),
  });

export const recipientsQuery = (dispatchId: number, search: DispatchSearch) =>
  infiniteQueryOptions({
    queryKey: ["deliveries", "recipients", dispatchId, search],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/dispatches/{dispatch_id}/deliveries", {
          params: {
            path: { dispatch_id: dispatchId },
            query: { state: search.outcome, reason: search.reason ?? "", cursor: pageParam, limit: 50 },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const ofFriendQuery = (friendId: number) =>
  infiniteQueryOptions({
    queryKey: ["deliveries", "friend", friendId],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/friends/{friend_id}/deliveries", {
          params: { path: { friend_id: friendId }, query: { cursor: pageParam, limit: 50 } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });

export const friendsNamedQuery = (channelId: number, name: string) =>
  queryOptions({
    queryKey: ["friends", channelId, "named", name, "any"],
    queryFn: async () =>
      (
        await answer(
          api.GET("/api/v1/friends", { params: { query: { channel_id: channelId, name, limit: 20 } } }),
        )
      ).items,
    placeholderData: keepPreviousData,
  });

export const friendNameQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["friends", "one", friendId],
    queryFn: () =>
      answer(api.GET("/api/v1/friends/{friend_id}", { params: { path: { friend_id: friendId } } })),
  });
