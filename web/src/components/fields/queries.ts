import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

/** The fields in use, in staff's order. */
export const fieldsQuery = queryOptions({
  queryKey: ["friends", "fields"],
  queryFn: async () => (await answer(api.GET("/api/v1/fields"))).items,
  staleTime: 30_000,
});
