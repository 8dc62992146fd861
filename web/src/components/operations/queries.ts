import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { isActive } from "./state";

/** The server hints at every chunk; should a hint be lost, one looks by oneself. */
const LOOK_EVERY_MS = 2_000;

export const operationQuery = (id: number) =>
  queryOptions({
    queryKey: ["operations", "one", id],
    queryFn: () =>
      answer(api.GET("/api/v1/operations/{operation_id}", { params: { path: { operation_id: id } } })),
    refetchInterval: (query) => (query.state.data && isActive(query.state.data) ? LOOK_EVERY_MS : false),
  });

export const operationsQuery = (channelId: number, show: "active" | "over" | undefined) =>
  infiniteQueryOptions({
    queryKey: ["operations", "list", channelId, show],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/v1/operations", {
          signal,
          params: {
            query: {
              channel_id: channelId,
              is_active: show === undefined ? undefined : show === "active",
              cursor: pageParam ?? undefined,
              limit: 30,
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
