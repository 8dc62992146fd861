import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { ImportOut } from "@/api/schema.gen";

/** A dry run and a run are operations: their hints bring these lists up to date. */
const TOPIC = "operations";
const LOOK_EVERY_MS = 2_000;

export const importsQuery = (channelId: number) =>
  infiniteQueryOptions({
    queryKey: [TOPIC, "imports", channelId],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/imports", {
          params: { query: { channel_id: channelId, cursor: pageParam ?? undefined } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const importQuery = (id: number) =>
  queryOptions({
    queryKey: [TOPIC, "import", id],
    queryFn: () => answer(api.GET("/api/v1/imports/{import_id}", { params: { path: { import_id: id } } })),
    refetchInterval: ({ state }) => (isWorking(state.data) ? LOOK_EVERY_MS : false),
  });

/** Whether something is being tried, imported or taken back right now. */
export function isWorking(file: Pick<ImportOut, "check" | "run"> | undefined): boolean {
  const states = [file?.check?.state, file?.run?.state];
  return states.some((state) => state === "queued" || state === "running" || state === "undoing");
}

export type Phase = "check" | "run";

export const problemsQuery = (id: number, phase: Phase, operationId: number) =>
  infiniteQueryOptions({
    queryKey: ["import-problems", id, phase, operationId],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/imports/{import_id}/problems", {
          params: { path: { import_id: id }, query: { phase, after: pageParam ?? undefined } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.has_more ? (page.items.at(-1)?.place ?? null) : null),
  });

export const exportsQuery = (channelId: number) =>
  queryOptions({
    queryKey: [TOPIC, "exports", channelId],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/exports", { params: { query: { channel_id: channelId } } }))).items,
  });

/** Names of systems that the latest orders came from. */
export const orderSourcesQuery = queryOptions({
  queryKey: ["customers", "orders", "sources"],
  queryFn: async () => {
    const page = await answer(api.GET("/api/v1/orders", { params: { query: { limit: 100 } } }));
    return [...new Set(page.items.map((order) => order.source))];
  },
});

export const tagNamesQuery = queryOptions({
  queryKey: ["friends", "tags", "names"],
  queryFn: async () => (await answer(api.GET("/api/v1/tags"))).items,
  placeholderData: keepPreviousData,
});
