/** Which friends are chosen for a bulk deed: some of them, or all that the filter finds but a few. */
export type Selection =
  | { kind: "some"; ids: ReadonlySet<number> }
  | { kind: "all"; except: ReadonlySet<number> };

export const noneSelected: Selection = { kind: "some", ids: new Set() };
export const allSelected: Selection = { kind: "all", except: new Set() };

export function isSelected(selection: Selection, id: number): boolean {
  return selection.kind === "all" ? !selection.except.has(id) : selection.ids.has(id);
}

/** The selection after one friend's box was clicked. Whoever is left out of all leaves everybody else chosen. */
export function toggled(selection: Selection, id: number): Selection {
  if (selection.kind === "all") return { kind: "all", except: turned(selection.except, id) };
  return { kind: "some", ids: turned(selection.ids, id) };
}

/** The selection after the box above all was clicked. */
export function toggledAll(selection: Selection): Selection {
  return isEverybody(selection) ? noneSelected : allSelected;
}

export function isEverybody(selection: Selection): boolean {
  return selection.kind === "all" && selection.except.size === 0;
}

/** Whether nobody is chosen; `found` is how many the filter finds, where that is known to the last one. */
export function isNothing(selection: Selection, found?: number): boolean {
  if (selection.kind === "some") return selection.ids.size === 0;
  return found !== undefined && selection.except.size >= found;
}

function turned(ids: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
