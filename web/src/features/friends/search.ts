import type { FriendStatus } from "@/api/schema.gen";

export type FriendOrder = "newest" | "reaction";

/** What the address of the list says: which friends, in which order. */
export interface FriendSearch {
  name?: string;
  status?: FriendStatus;
  tag?: number;
  mark?: number;
  order?: FriendOrder;
}

/** Reads an address that anybody may have typed; what makes no sense is left out. */
export function friendSearch(raw: Record<string, unknown>): FriendSearch {
  const name =
    typeof raw.name === "string" || typeof raw.name === "number" ? String(raw.name).slice(0, 200) : "";
  return {
    name: name || undefined,
    status: raw.status === "following" || raw.status === "blocked" ? raw.status : undefined,
    tag: idOf(raw.tag),
    mark: idOf(raw.mark),
    order: raw.order === "reaction" ? raw.order : undefined,
  };
}

function idOf(value: unknown): number | undefined {
  const id = Number(value);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** The same as the API asks for it. */
export function friendFilter(channelId: number, search: FriendSearch) {
  return {
    channel_id: channelId,
    name: search.name ?? "",
    status: search.status,
    tag_id: search.tag,
    mark_id: search.mark,
  };
}

export type FriendFilter = ReturnType<typeof friendFilter>;

export function isFiltered(search: FriendSearch): boolean {
  return Boolean(search.name || search.status || search.tag || search.mark);
}
