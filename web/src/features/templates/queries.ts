import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: async () =>
    (await answer(api.GET("/api/v1/templates", { params: { query: { with_archived: true } } }))).items,
});

export const templateQuery = (templateId: number) =>
  queryOptions({
    queryKey: ["templates", templateId],
    queryFn: () =>
      answer(api.GET("/api/v1/templates/{template_id}", { params: { path: { template_id: templateId } } })),
  });
