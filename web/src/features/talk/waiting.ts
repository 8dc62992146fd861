const HOUR = 3_600_000;

/** A friend who waits longer than this has been let down. */
export const PATIENCE_HOURS = 24;

export type Wait = { unit: "minutes" | "hours" | "days"; count: number; isOverdue: boolean };

/** How long somebody has waited, in the largest unit that is full. */
export function waitOf(since: string, now: Date): Wait {
  const passed = Math.max(0, now.getTime() - new Date(since).getTime());
  const isOverdue = passed >= PATIENCE_HOURS * HOUR;
  if (passed < HOUR) return { unit: "minutes", count: Math.floor(passed / 60_000), isOverdue };
  if (passed < 48 * HOUR) return { unit: "hours", count: Math.floor(passed / HOUR), isOverdue };
  return { unit: "days", count: Math.floor(passed / (24 * HOUR)), isOverdue };
}
