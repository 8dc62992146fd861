import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

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

export const purposeNamesQuery = queryOptions({
  queryKey: ["settings", "purposes", "names"],
  queryFn: async () => (await answer(api.GET("/api/v1/consent-purposes"))).items,
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
