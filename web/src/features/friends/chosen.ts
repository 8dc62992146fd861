import type { CountOut } from "@/api/schema.gen";
import type { FriendFilter } from "./search";
import type { Selection } from "./selection";

/** Whom a deed for many concerns, as the API takes it: some friends, or all whom the list finds. */
export type Who =
  | { friend_ids: number[] }
  | (Omit<FriendFilter, "channel_id" | "tree"> & { tree: FriendFilter["tree"] | null });

export interface ChosenFriends {
  who: Who;
  count: CountOut;
}

/** The chosen friends and how many they are; `found` counts all whom the list finds. */
export function chosenFriends(
  selection: Selection,
  filter: FriendFilter,
  found: CountOut | undefined,
): ChosenFriends {
  if (selection.kind === "some") {
    const ids = [...selection.ids];
    return { who: { friend_ids: ids }, count: { number: ids.length, is_exact: true } };
  }
  const { channel_id: _, tree, ...quick } = filter;
  return { who: { ...quick, tree: tree ?? null }, count: found ?? { number: 0, is_exact: false } };
}
