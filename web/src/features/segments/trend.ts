/** The points of a line through `sizes` in a box of `width` × `height`, the smallest at the bottom. */
export function linePoints(sizes: readonly number[], width: number, height: number): [number, number][] {
  const { low, high } = range(sizes);
  const step = sizes.length > 1 ? width / (sizes.length - 1) : 0;
  return sizes.map((size, index) => [index * step, height - ((size - low) / (high - low)) * height]);
}

/** What the line's box spans. A level line lies in the middle, and a small wobble of a large number stays small. */
export function range(sizes: readonly number[]): { low: number; high: number } {
  const least = Math.min(...sizes);
  const most = Math.max(...sizes);
  const air = Math.max(1, Math.ceil((most - least) * 0.1), Math.ceil(most * 0.02));
  return { low: Math.max(0, least - air), high: most + air };
}

/** How much larger the last is than the first; null where there is nothing to compare. */
export function change(sizes: readonly number[]): number | null {
  const first = sizes[0];
  const last = sizes.at(-1);
  return sizes.length > 1 && first !== undefined && last !== undefined ? last - first : null;
}
