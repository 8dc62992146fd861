import type { TalkMessageOut } from "@/api/schema.gen";

export interface Day {
  /** As `2026-11-22`, in the account's zone. */
  key: string;
  entries: TalkMessageOut[];
}

/** Entries, newest first as they come, as days in the order of reading. */
export function daysOf(entries: readonly TalkMessageOut[], zone: string): Day[] {
  const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  const days: Day[] = [];
  for (const entry of [...entries].reverse()) {
    const key = dayOf.format(new Date(entry.at));
    const last = days.at(-1);
    if (last?.key === key) last.entries.push(entry);
    else days.push({ key, entries: [entry] });
  }
  return days;
}

/** The time of the newest thing that the friend said, if anything is known. */
export function newestHeardAt(entries: readonly TalkMessageOut[]): string | null {
  return entries.find((entry) => entry.sender === "friend" && entry.kind === "message")?.at ?? null;
}
