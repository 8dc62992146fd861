import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { ExportCountIn } from "@/api/schema.gen";
import type { Who } from "@/components/bulk";

export const exportColumnsQuery = (language: "ja" | "en") =>
  queryOptions({
    queryKey: ["friends", "export-columns", language],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/exports/columns", { params: { query: { language } } }))).items,
  });

export const exportCountQuery = (channelId: number, who: Who) =>
  queryOptions({
    queryKey: ["friends", "export-count", channelId, who],
    queryFn: () =>
      answer(
        api.POST("/api/v1/exports/count", {
          body: { channel_id: channelId, who: who as ExportCountIn["who"] },
        }),
      ),
  });
