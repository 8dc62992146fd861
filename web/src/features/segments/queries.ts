import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

const PAGE = 50;

export const segmentsQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["segments", channelId, "list"],
    queryFn: async () => {
      const query = { channel_id: channelId, with_archived: true };
      return (await answer(api.GET("/api/v1/segments", { params: { query } }))).items;
    },
  });

const at = (segmentId: number) => ({ path: { segment_id: segmentId } });

export const segmentQuery = (segmentId: number) =>
  queryOptions({
    queryKey: ["segments", "one", segmentId],
    queryFn: () => answer(api.GET("/api/v1/segments/{segment_id}", { params: at(segmentId) })),
  });

export const historyQuery = (segmentId: number, days: number) =>
  queryOptions({
    queryKey: ["segments", "history", segmentId, days],
    queryFn: async () => {
      const params = { ...at(segmentId), query: { days } };
      return (await answer(api.GET("/api/v1/segments/{segment_id}/history", { params }))).items;
    },
    placeholderData: keepPreviousData,
  });

export const membersQuery = (segmentId: number) =>
  infiniteQueryOptions({
    queryKey: ["segments", "members", segmentId],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => {
      const params = { ...at(segmentId), query: { cursor: pageParam, limit: PAGE } };
      return answer(api.GET("/api/v1/segments/{segment_id}/members", { params }));
    },
    getNextPageParam: (page) => page.next_cursor,
  });

export const overlapQuery = (segmentId: number, otherId: number) =>
  queryOptions({
    queryKey: ["segments", "overlap", segmentId, otherId],
    queryFn: () => {
      const params = { ...at(segmentId), query: { other_id: otherId } };
      return answer(api.GET("/api/v1/segments/{segment_id}/overlap", { params }));
    },
  });

export const draftsQuery = queryOptions({
  queryKey: ["segments", "drafts"],
  queryFn: async () => (await answer(api.GET("/api/v1/segments/drafts"))).items,
  staleTime: 5 * 60_000,
});

export const ownersQuery = queryOptions({
  queryKey: ["members", "owners"],
  queryFn: async () => (await answer(api.GET("/api/v1/members"))).items,
  staleTime: 60_000,
});
