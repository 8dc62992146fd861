/** The columns of the list beside the name, as the API calls them; a field's is `field:12`. */
export const COLUMNS = [
  "tags",
  "mark",
  "reaction",
  "origin",
  "since",
  "status",
  "followed",
  "blocked",
  "language",
  "memo",
  "score",
  "lifecycle",
  "line_user_id",
] as const;

export type ColumnName = (typeof COLUMNS)[number];

export const DEFAULT_COLUMNS: readonly string[] = ["tags", "mark", "reaction", "origin", "since"];
export const MOST_COLUMNS = 20;

/** What the server puts into a row only when asked. */
const FETCHED = new Set<string>(["memo", "score", "lifecycle"]);

const WIDTHS: Record<ColumnName, { least: number; share: number }> = {
  tags: { least: 220, share: 3 },
  mark: { least: 110, share: 0 },
  reaction: { least: 112, share: 0 },
  origin: { least: 110, share: 0 },
  since: { least: 112, share: 0 },
  status: { least: 110, share: 0 },
  followed: { least: 112, share: 0 },
  blocked: { least: 112, share: 0 },
  language: { least: 80, share: 0 },
  memo: { least: 160, share: 1.5 },
  score: { least: 80, share: 0 },
  lifecycle: { least: 100, share: 0 },
  line_user_id: { least: 290, share: 0 },
};
const FIELD_WIDTH = { least: 130, share: 1 };
const NAME_WIDTH = { least: 180, share: 1.6 };
const BOX = 24;
const GAP = 12;
const MARGINS = 32;

export function fieldOf(column: string): number | null {
  const found = /^field:(\d+)$/.exec(column);
  return found ? Number(found[1]) : null;
}

export function isColumn(column: string): boolean {
  return (COLUMNS as readonly string[]).includes(column) || fieldOf(column) !== null;
}

/** Columns of an address; undefined for the usual ones. */
export function readColumns(raw: unknown): string[] | undefined {
  if (!Array.isArray(raw)) return undefined;
  const known = [...new Set(raw.filter((one): one is string => typeof one === "string" && isColumn(one)))];
  const columns = known.slice(0, MOST_COLUMNS);
  return columns.join() === DEFAULT_COLUMNS.join() ? undefined : columns;
}

/** The columns that the server has to be asked for. */
export function fetchedColumns(columns: readonly string[]): string[] {
  return columns.filter((one) => FETCHED.has(one) || fieldOf(one) !== null);
}

/** The grid of the table for these columns, and the width below which it scrolls sideways. */
export function layoutOf(columns: readonly string[], isChoosing: boolean): { grid: string; least: number } {
  const parts = [NAME_WIDTH, ...columns.map((one) => WIDTHS[one as ColumnName] ?? FIELD_WIDTH)];
  const tracks = parts.map(({ least, share }) =>
    share > 0 ? `minmax(${least}px, ${share}fr)` : `${least}px`,
  );
  const widths = parts.map(({ least }) => least);
  if (isChoosing) {
    tracks.unshift(`${BOX}px`);
    widths.unshift(BOX);
  }
  const least = widths.reduce((sum, one) => sum + one, 0) + GAP * (widths.length - 1) + MARGINS;
  return { grid: tracks.join(" "), least };
}
