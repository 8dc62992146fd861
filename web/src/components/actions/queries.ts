import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

/** Everything that automation can do, in the server's order. */
export const actionKindsQuery = queryOptions({
  queryKey: ["action-kinds"],
  queryFn: async () => (await answer(api.GET("/api/v1/actions/kinds"))).items,
  staleTime: Number.POSITIVE_INFINITY,
});
