import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { StepOut } from "@/api/schema.gen";
import { firstWords } from "../../composer/placeholders";

/** Something to choose, with the folder it stands in. */
export interface Listed {
  id: number;
  name: string;
  folder?: string;
  /** Tells those apart whose names may be alike. */
  at?: string;
}

/** A field with what its tests need. */
export interface ListedField extends Listed {
  type: string;
  choices: { id: number; label: string; is_archived: boolean }[];
}

interface Source {
  topic: string;
  list: (channelId: number) => Promise<Listed[]>;
  /** Where the list is not the whole: one of those that it leaves out. */
  one?: (id: number) => Promise<Listed>;
}

/** Where each kind of object is listed, and the live topic that makes the list stale. */
const SOURCES: Record<string, Source> = {
  tag: { topic: "friends", list: async () => (await answer(api.GET("/api/v1/tags"))).items },
  scenario: {
    topic: "scenarios",
    list: async (channelId) => {
      const query = { channel_id: channelId };
      const { items } = await answer(api.GET("/api/v1/scenarios", { params: { query } }));
      return items.filter((one) => one.state !== "archived");
    },
  },
  mark: { topic: "talk", list: async () => (await answer(api.GET("/api/v1/talk/marks"))).items },
  member: {
    topic: "talk",
    list: async (channelId) => {
      const query = { channel_id: channelId };
      const { items } = await answer(api.GET("/api/v1/talk/repliers", { params: { query } }));
      return items.map((one) => ({ id: one.member_id, name: one.name }));
    },
  },
  field: {
    topic: "friends",
    list: async () => {
      const { items } = await answer(api.GET("/api/v1/fields"));
      return items.map((one) => ({ ...one, choices: one.settings.choices }));
    },
  },
  segment: {
    topic: "segments",
    list: async (channelId) =>
      (await answer(api.GET("/api/v1/segments", { params: { query: { channel_id: channelId } } }))).items,
  },
  purpose: {
    topic: "settings",
    list: async () => (await answer(api.GET("/api/v1/consent-purposes", { params: { query: {} } }))).items,
  },
  genre: { topic: "friends", list: async () => (await answer(api.GET("/api/v1/genres"))).items },
  product: {
    topic: "customers",
    list: async () =>
      (await answer(api.GET("/api/v1/products", { params: { query: { limit: 200 } } }))).items,
  },
  dispatch: {
    topic: "deliveries",
    // Replies and steps are dispatches too, one for each friend: nobody looks for those here.
    list: async (channelId) => {
      const query = { channel_id: channelId, kind: "broadcast" as const, limit: 100 };
      const { items } = await answer(api.GET("/api/v1/dispatches", { params: { query } }));
      return items.map((one) => dispatchListed(one.id, one.due_at, one.outline?.text ?? ""));
    },
    one: async (id) => {
      const params = { path: { dispatch_id: id } };
      const found = await answer(api.GET("/api/v1/dispatches/{dispatch_id}", { params }));
      const words = found.messages.flatMap((message) => [message.text, message.altText]);
      return dispatchListed(id, found.due_at, words.find((one) => typeof one === "string") ?? "");
    },
  },
};

/** A dispatch has no name of its own: its first words and the day tell it. */
function dispatchListed(id: number, at: string, text: string): Listed {
  return { id, at, name: firstWords(text) || `#${id}` };
}

export const objectsQuery = (kind: string, channelId: number) =>
  queryOptions({
    queryKey: [SOURCES[kind]?.topic ?? "conditions", channelId, "to-choose", kind],
    queryFn: () => SOURCES[kind]?.list(channelId) ?? Promise.resolve([]),
    staleTime: 30_000,
  });

/** One that the list of its kind leaves out; nothing for a kind whose list is the whole. */
export const objectQuery = (kind: string, id: number | null) =>
  queryOptions({
    queryKey: [SOURCES[kind]?.topic ?? "conditions", "chosen", kind, id],
    queryFn: () => (id === null ? null : (SOURCES[kind]?.one?.(id) ?? null)),
    enabled: id !== null && SOURCES[kind]?.one !== undefined,
    staleTime: 5 * 60_000,
    retry: false,
  });

/** The steps of the version of a scenario that is in use, or of its draft, by their names or first words. */
export const stepsQuery = (scenarioId: number | null) =>
  queryOptions({
    queryKey: ["scenarios", "steps", scenarioId],
    queryFn: async () => {
      const params = { path: { scenario_id: scenarioId ?? 0 } };
      const found = await answer(api.GET("/api/v1/scenarios/{scenario_id}", { params }));
      return (found.current?.steps ?? found.draft_steps).map(
        (step) => step.name || firstWords(wordsOf(step)),
      );
    },
    enabled: scenarioId !== null,
    staleTime: 30_000,
    retry: false,
  });

/** The words of the first block that has any. */
function wordsOf(step: StepOut): string {
  const words = step.blocks.flatMap((block: object) =>
    ["text", "alt_text", "title"].map((name) => Reflect.get(block, name)),
  );
  return words.find((one): one is string => typeof one === "string" && one.trim() !== "") ?? "";
}

export const friendsNamedQuery = (channelId: number, name: string) =>
  queryOptions({
    queryKey: ["friends", channelId, "named", name, "any"],
    queryFn: async () => {
      const query = { channel_id: channelId, name, limit: 20 };
      return (await answer(api.GET("/api/v1/friends", { params: { query } }))).items;
    },
    placeholderData: keepPreviousData,
  });

export const friendNameQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["friends", "one", friendId],
    queryFn: () =>
      answer(api.GET("/api/v1/friends/{friend_id}", { params: { path: { friend_id: friendId } } })),
  });
