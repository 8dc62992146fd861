import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

export const countedFieldsQuery = (withArchived: boolean) =>
  queryOptions({
    queryKey: ["friends", "fields", "counted", withArchived],
    queryFn: async () =>
      (
        await answer(
          api.GET("/api/v1/fields", {
            params: { query: { with_archived: withArchived, with_counts: true } },
          }),
        )
      ).items,
    placeholderData: keepPreviousData,
  });

export const fieldUsesQuery = (fieldId: number) =>
  queryOptions({
    queryKey: ["friends", "fields", "uses", fieldId],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/fields/{field_id}/uses", { params: { path: { field_id: fieldId } } })))
        .items,
  });

export const starterSetsQuery = queryOptions({
  queryKey: ["starter-sets"],
  queryFn: async () => (await answer(api.GET("/api/v1/fields/starter-sets"))).items,
  staleTime: Number.POSITIVE_INFINITY,
});
