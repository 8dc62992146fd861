import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { Tree } from "./tree";

export const catalogueQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["conditions", channelId, "kinds"],
    queryFn: () =>
      answer(api.GET("/api/v1/conditions/kinds", { params: { query: { channel_id: channelId } } })),
    staleTime: 5 * 60_000,
  });

/** The answer speaks the reader's language, so that is part of the question. */
export const previewQuery = (
  channelId: number,
  tree: Tree,
  sample: number,
  language: string,
  segmentId: number | null,
) =>
  queryOptions({
    queryKey: ["condition-preview", channelId, tree, sample, language, segmentId],
    queryFn: ({ signal }) =>
      answer(
        api.POST("/api/v1/conditions/preview", {
          body: { channel_id: channelId, tree, sample, with_count: true, segment_id: segmentId },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });

/** A condition in words, without counting anybody. */
export const sentenceQuery = (channelId: number, tree: Tree, language: string) =>
  queryOptions({
    queryKey: ["condition-preview", channelId, "sentence", tree, language],
    queryFn: async ({ signal }) => {
      const body = { channel_id: channelId, tree, sample: 0, with_count: false };
      return (await answer(api.POST("/api/v1/conditions/preview", { body, signal }))).sentence;
    },
    staleTime: 60_000,
  });
