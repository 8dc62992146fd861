import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

/** Something to choose, with the folder it stands in. */
export interface Listed {
  id: number;
  name: string;
  folder?: string;
}

/** A field with what its tests need. */
export interface ListedField extends Listed {
  type: string;
  choices: { id: number; label: string; is_archived: boolean }[];
}

type Source = { topic: string; list: (channelId: number) => Promise<Listed[]> };

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
    list: async (channelId) => {
      const query = { channel_id: channelId, limit: 100 };
      const { items } = await answer(api.GET("/api/v1/dispatches", { params: { query } }));
      return items.map((one) => ({
        id: one.id,
        name: `#${one.id} ${one.due_at.slice(0, 10)}`,
      }));
    },
  },
};

export const objectsQuery = (kind: string, channelId: number) =>
  queryOptions({
    queryKey: [SOURCES[kind]?.topic ?? "conditions", channelId, "to-choose", kind],
    queryFn: () => SOURCES[kind]?.list(channelId) ?? Promise.resolve([]),
    staleTime: 30_000,
  });

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
