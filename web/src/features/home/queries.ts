import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

export const homeQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["home", channelId],
    queryFn: () => answer(api.GET("/api/v1/home", { params: { query: { channel_id: channelId } } })),
    // What waits over 24 hours grows older by itself.
    refetchInterval: 60_000,
  });

/** Below the home page's key: what makes that stale makes this stale. */
export const failedEventsQuery = infiniteQueryOptions({
  queryKey: ["home", "failed-events"],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam }) =>
    answer(api.GET("/api/v1/intake/failed", { params: { query: { cursor: pageParam, limit: 50 } } })),
  getNextPageParam: (page) => page.next_cursor,
});
