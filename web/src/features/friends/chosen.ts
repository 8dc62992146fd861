import type { CountOut } from "@/api/schema.gen";
import type { FriendFilter } from "./search";
import { allSelected, isNothing, type Selection } from "./selection";

/** Whom a deed for many concerns, as the API takes it: some friends, or all whom the list finds. */
export type Who =
  | { friend_ids: number[] }
  | (Omit<FriendFilter, "channel_id" | "tree"> & { tree: FriendFilter["tree"] | null; except_ids: number[] });

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
  const except = [...selection.except];
  return {
    who: { ...quick, tree: tree ?? null, except_ids: except },
    count: {
      number: Math.max(0, (found?.number ?? 0) - except.length),
      is_exact: found?.is_exact ?? false,
    },
  };
}

/** Whom an export of the list holds: the chosen ones, or everybody whom it finds while nobody is chosen. */
export function exportedFriends(
  selection: Selection,
  filter: FriendFilter,
  found: CountOut | undefined,
): Who {
  const isNobody = isNothing(selection, found?.is_exact ? found.number : undefined);
  return chosenFriends(isNobody ? allSelected : selection, filter, found).who;
}
