import type { HandlingOut } from "@/api/schema.gen";

export const DEEDS = ["exported", "changed", "erased"] as const;

/** What one person or key did of one kind in the time that was asked for. */
export interface HandlingSum {
  who: string;
  actor: HandlingOut;
  deed: HandlingOut["deed"];
  times: number;
  /** Added up: somebody who was in two exports counts twice. */
  people: number;
  first: string;
  last: string;
}

/** Tells actors apart; names can change and be the same. */
export function whoOf(entry: HandlingOut): string {
  return `${entry.actor_kind}:${entry.actor_id ?? ""}`;
}

/** One line for each person or key and kind of deed; who took out the data of most people comes first. */
export function summed(entries: readonly HandlingOut[]): HandlingSum[] {
  const sums = new Map<string, HandlingSum>();
  for (const entry of entries) {
    const who = whoOf(entry);
    const key = `${who}/${entry.deed}`;
    const sum = sums.get(key) ?? {
      who,
      actor: entry,
      deed: entry.deed,
      times: 0,
      people: 0,
      first: entry.at,
      last: entry.at,
    };
    sum.times += 1;
    sum.people += entry.people ?? 0;
    if (entry.at < sum.first) sum.first = entry.at;
    if (entry.at > sum.last) sum.last = entry.at;
    sums.set(key, sum);
  }
  const rank = (sum: HandlingSum) => DEEDS.indexOf(sum.deed);
  return [...sums.values()].sort((one, other) => rank(one) - rank(other) || other.people - one.people);
}

/** A file that Excel reads; a cell that it would take for a formula is quoted. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((row) => row.map(cell).join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}

function cell(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
