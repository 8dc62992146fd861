import type { FriendStatus } from "@/api/schema.gen";
import { isEveryone, readTree, type Tree } from "@/components/conditions";
import { DEFAULT_COLUMNS, readColumns } from "./columns";

export type FriendOrder = "newest" | "reaction";
export type Visibility = "hidden" | "muted" | "all";

const VISIBILITIES: readonly unknown[] = ["hidden", "muted", "all"] satisfies Visibility[];

/** What the address of the list says: which friends, in which order and columns, from which saved view. */
export interface FriendSearch {
  name?: string;
  status?: FriendStatus;
  tag?: number;
  mark?: number;
  /** Friends whom staff took out of the lists; left out unless asked for. */
  visibility?: Visibility;
  tree?: Tree;
  columns?: string[];
  order?: FriendOrder;
  view?: number;
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
    visibility: VISIBILITIES.includes(raw.visibility) ? (raw.visibility as Visibility) : undefined,
    tree: treeOf(raw.tree),
    columns: readColumns(raw.columns),
    order: raw.order === "reaction" ? raw.order : undefined,
    view: idOf(raw.view),
  };
}

function idOf(value: unknown): number | undefined {
  const id = Number(value);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

function treeOf(raw: unknown): Tree | undefined {
  const tree = readTree(raw);
  return tree === null || isEveryone(tree) ? undefined : tree;
}

/** The same as the API asks for it. */
export function friendFilter(channelId: number, search: FriendSearch) {
  return {
    channel_id: channelId,
    name: search.name ?? "",
    status: search.status,
    tag_id: search.tag,
    mark_id: search.mark,
    visibility: search.visibility ?? ("shown" as const),
    tree: search.tree,
  };
}

export type FriendFilter = ReturnType<typeof friendFilter>;

export function isFiltered(search: FriendSearch): boolean {
  const { name, status, tag, mark, visibility, tree } = search;
  return Boolean(name || status || tag || mark || visibility || tree);
}

export function columnsOf(search: FriendSearch): readonly string[] {
  return search.columns ?? DEFAULT_COLUMNS;
}

/** What a saved view holds, as the address says it. */
export interface SavedView {
  id: number;
  tree: unknown;
  filters: Record<string, unknown>;
  columns: string[];
  order: string;
}

export function searchOfView(view: SavedView): FriendSearch {
  const { name, status, tag_id, mark_id, visibility } = view.filters;
  return friendSearch({
    name,
    status,
    tag: tag_id,
    mark: mark_id,
    visibility,
    tree: view.tree,
    columns: view.columns,
    order: view.order,
    view: view.id,
  });
}

/** The address as a saved view holds it. */
export function viewOfSearch(search: FriendSearch) {
  return {
    tree: search.tree ?? null,
    filters: {
      name: search.name ?? "",
      status: search.status ?? null,
      tag_id: search.tag ?? null,
      mark_id: search.mark ?? null,
      visibility: search.visibility ?? ("shown" as const),
    },
    columns: [...columnsOf(search)],
    order: search.order ?? ("newest" as const),
  };
}

/** Whether the list shows what the view holds, or was changed since. */
export function isAsSaved(search: FriendSearch, view: SavedView): boolean {
  const saved = searchOfView(view);
  return JSON.stringify(viewOfSearch(search)) === JSON.stringify(viewOfSearch(saved));
}
