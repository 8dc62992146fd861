import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { RetentionIn } from "@/api/schema.gen";
import { dayAfter, instantOf } from "@/lib/zones";

export const retentionQuery = queryOptions({
  queryKey: ["settings", "retention"],
  queryFn: () => answer(api.GET("/api/v1/privacy")),
});

export const previewQuery = (rules: RetentionIn) =>
  queryOptions({
    queryKey: ["settings", "retention", "preview", rules],
    queryFn: () => answer(api.POST("/api/v1/privacy/preview", { body: rules })),
    placeholderData: keepPreviousData,
  });

export const purposesQuery = queryOptions({
  queryKey: ["settings", "purposes"],
  queryFn: async () =>
    (await answer(api.GET("/api/v1/consent-purposes", { params: { query: { with_archived: true } } }))).items,
});

export const erasuresQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["privacy", "erasures", channelId],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/erasures", { params: { query: { channel_id: channelId } } }))).items,
  });

/** What was done with personal data on the days `from` to `to`, both included, of a zone. */
export const handlingQuery = (from: string, to: string, zone: string) =>
  queryOptions({
    queryKey: ["privacy", "handling", from, to, zone],
    queryFn: () => {
      const since = instantOf(`${from} 00:00:00`, zone);
      const until = instantOf(`${dayAfter(instantOf(`${to} 00:00:00`, zone), zone)} 00:00:00`, zone);
      return answer(
        api.GET("/api/v1/privacy/handling", {
          params: { query: { since: since.toISOString(), until: until.toISOString() } },
        }),
      );
    },
    placeholderData: keepPreviousData,
  });
