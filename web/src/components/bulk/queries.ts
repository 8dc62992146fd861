import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { BulkIn } from "@/api/schema.gen";
import type { Deed } from "./deeds";

/** Whom a deed for many concerns, as the API takes it: some friends, or all whom a list finds. */
export type Who = Partial<BulkIn["who"]>;

export function bulkOf(channelId: number, who: Who, deeds: Deed[]): BulkIn {
  return { channel_id: channelId, who: who as BulkIn["who"], actions: deeds };
}

export const forecastQuery = (body: BulkIn) =>
  queryOptions({
    queryKey: ["bulk", "forecast", body],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/bulk/preview", { body, signal })),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 5_000,
  });

export const tagNamesQuery = queryOptions({
  queryKey: ["friends", "tags", "names"],
  queryFn: async () => (await answer(api.GET("/api/v1/tags"))).items,
});

export const scenarioNamesQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["scenarios", channelId, "names"],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/scenarios", { params: { query: { channel_id: channelId } } }))).items,
  });

export const markNamesQuery = queryOptions({
  queryKey: ["talk", "marks", "names"],
  queryFn: async () => (await answer(api.GET("/api/v1/talk/marks"))).items,
});

export const memberNamesQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["talk", channelId, "repliers"],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/talk/repliers", { params: { query: { channel_id: channelId } } })))
        .items,
  });
