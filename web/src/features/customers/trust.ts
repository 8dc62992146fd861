/** The list with the item at `place` one step up (-1) or down (1); unchanged at either end. */
export function moved<T>(list: readonly T[], place: number, step: -1 | 1): T[] {
  const changed = [...list];
  const item = changed[place];
  const other = changed[place + step];
  if (item === undefined || other === undefined) return changed;
  changed[place] = other;
  changed[place + step] = item;
  return changed;
}
