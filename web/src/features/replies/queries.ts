import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

export const rulesQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["rules", channelId],
    queryFn: () => answer(api.GET("/api/v1/rules", { params: { query: { channel_id: channelId } } })),
  });

export const tagsQuery = queryOptions({
  queryKey: ["friends", "tags"],
  queryFn: async () => (await answer(api.GET("/api/v1/tags"))).items,
});
