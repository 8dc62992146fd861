import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

export const engagementQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["friends", channelId, "engagement"],
    queryFn: () => answer(api.GET("/api/v1/engagement", { params: { query: { channel_id: channelId } } })),
    placeholderData: keepPreviousData,
  });

export const matrixQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["friends", channelId, "matrix"],
    queryFn: () =>
      answer(api.GET("/api/v1/engagement/matrix", { params: { query: { channel_id: channelId } } })),
    placeholderData: keepPreviousData,
  });

export const genresQuery = queryOptions({
  queryKey: ["settings", "genres"],
  queryFn: () =>
    answer(api.GET("/api/v1/genres", { params: { query: { with_archived: true } } })).then(
      (found) => found.items,
    ),
});

export const tagsQuery = queryOptions({
  queryKey: ["friends", "tags", "names"],
  queryFn: () => answer(api.GET("/api/v1/tags", { params: { query: {} } })).then((found) => found.items),
});
