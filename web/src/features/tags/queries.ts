import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { TagCheckIn, TagMergeIn } from "@/api/schema.gen";

/** All tags with their people and uses; archived ones too. */
export const ledgerQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["friends", "tags", "ledger", channelId],
    queryFn: async () =>
      (
        await answer(
          api.GET("/api/v1/tags", {
            params: {
              query: { with_archived: true, with_counts: true, with_uses: true, channel_id: channelId },
            },
          }),
        )
      ).items,
  });

export const tagQuery = (tagId: number, channelId: number) =>
  queryOptions({
    queryKey: ["friends", "tags", "one", tagId, channelId],
    queryFn: () =>
      answer(
        api.GET("/api/v1/tags/{tag_id}", {
          params: { path: { tag_id: tagId }, query: { channel_id: channelId, days: 90 } },
        }),
      ),
  });

export const namingQuery = queryOptions({
  queryKey: ["friends", "tags", "naming"],
  queryFn: () => answer(api.GET("/api/v1/tags/naming")),
});

export const checkQuery = (body: TagCheckIn) =>
  queryOptions({
    queryKey: ["friends", "tags", "check", body],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/tags/check", { body, signal })),
    placeholderData: keepPreviousData,
    enabled: body.name.trim() !== "",
    staleTime: 10_000,
  });

export const stockQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["friends", "tags", "stock", channelId],
    queryFn: () =>
      answer(api.GET("/api/v1/tags/stock-taking", { params: { query: { channel_id: channelId } } })),
  });

export const mergePreviewQuery = (body: TagMergeIn) =>
  queryOptions({
    queryKey: ["friends", "tags", "merge", body],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/tags/merge/preview", { body, signal })),
    retry: false,
    staleTime: 0,
  });

export const mergesQuery = queryOptions({
  queryKey: ["friends", "tags", "merges"],
  queryFn: async () => (await answer(api.GET("/api/v1/tags/merges"))).items,
});

export const backupsQuery = queryOptions({
  queryKey: ["friends", "tags", "backups"],
  queryFn: async () => (await answer(api.GET("/api/v1/tags/backups"))).items,
});

export const membersQuery = queryOptions({
  queryKey: ["settings", "members", "names"],
  queryFn: async () => (await answer(api.GET("/api/v1/members"))).items,
});

/** The rules that a tag sets off in one account. */
export const tagRulesQuery = (channelId: number, tagId: number) =>
  queryOptions({
    queryKey: ["rules", channelId, "tag", tagId],
    queryFn: async () => {
      const { items } = await answer(
        api.GET("/api/v1/rules", { params: { query: { channel_id: channelId } } }),
      );
      return items.filter(
        (rule) =>
          (rule.trigger_kind === "tag_added" || rule.trigger_kind === "tag_removed") &&
          rule.trigger.tag_id === tagId,
      );
    },
  });
