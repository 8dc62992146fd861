import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { BulkIn } from "@/api/schema.gen";
import type { ActionSpec } from "@/components/actions";

/** Whom a deed for many concerns, as the API takes it: some friends, or all whom a list finds. */
export type Who = Partial<BulkIn["who"]>;

export function bulkOf(channelId: number, who: Who, actions: ActionSpec[]): BulkIn {
  return { channel_id: channelId, who: who as BulkIn["who"], actions };
}

export const forecastQuery = (body: BulkIn) =>
  queryOptions({
    queryKey: ["bulk", "forecast", body],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/bulk/preview", { body, signal })),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 5_000,
  });
