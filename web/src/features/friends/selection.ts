/** Which friends are chosen for a bulk deed: some of them, or all that the filter finds. */
export type Selection = { kind: "some"; ids: ReadonlySet<number> } | { kind: "all" };

export const noneSelected: Selection = { kind: "some", ids: new Set() };

export function isSelected(selection: Selection, id: number): boolean {
  return selection.kind === "all" || selection.ids.has(id);
}

/** The selection after one friend's box was clicked. `shown` are the friends of the list so far. */
export function toggled(selection: Selection, id: number, shown: readonly number[]): Selection {
  const ids = new Set(selection.kind === "all" ? shown : selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { kind: "some", ids };
}

export function isNothing(selection: Selection): boolean {
  return selection.kind === "some" && selection.ids.size === 0;
}
