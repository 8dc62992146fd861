/** All ids in order after one has changed places with its neighbour in its folder; null where there is none. */
export function swapped(
  all: readonly number[],
  folder: readonly number[],
  id: number,
  by: -1 | 1,
): number[] | null {
  const neighbour = folder[folder.indexOf(id) + by];
  if (neighbour === undefined || !folder.includes(id)) return null;
  return all.map((one) => (one === id ? neighbour : one === neighbour ? id : one));
}
