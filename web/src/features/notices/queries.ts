import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

export const noticesQuery = queryOptions({
  queryKey: ["notices"],
  queryFn: () => answer(api.GET("/api/v1/notices")),
});

/** Marks everything up to the newest notice on the screen as read. */
export function useReadNotices() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (until: string) => answer(api.POST("/api/v1/notices/read", { body: { until } })),
    onSuccess: (read) => client.setQueryData(noticesQuery.queryKey, read),
  });
}
