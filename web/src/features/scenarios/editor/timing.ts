import type { TFunction } from "i18next";
import type { Timing } from "./draft";

export type Unit = "seconds" | "minutes" | "hours" | "days";
export const SECONDS: Record<Unit, number> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

/** The largest unit in which the duration is a whole number. */
export function inUnits(seconds: number): { number: number; unit: Unit } {
  for (const unit of ["days", "hours", "minutes"] as const) {
    if (seconds > 0 && seconds % SECONDS[unit] === 0) return { number: seconds / SECONDS[unit], unit };
  }
  return { number: seconds, unit: "seconds" };
}

/** When a step is due, in words; `isFirst`: nothing is in front of it. */
export function waitText(timing: Timing, isFirst: boolean, t: TFunction<"scenarios">): string {
  if (timing.mode === "at_once") return t(isFirst ? "wait.atOnceFirst" : "wait.atOnce");
  if (timing.mode === "after") {
    const { number, unit } = inUnits(timing.seconds);
    return t(`wait.after.${unit}`, { count: number });
  }
  if (timing.day === 0) return t("wait.sameDay", { at: timing.at });
  return t("wait.onDay", { count: timing.day, at: timing.at });
}

/** When it would reach a friend who starts at `now`: a moment, or null where that is past or follows another step. */
export function exampleOf(timing: Timing, now: Date, zone: string): { day: string; clock: string } | null {
  if (timing.mode === "at_once") return null;
  if (timing.mode === "after") return partsIn(new Date(now.getTime() + timing.seconds * 1000), zone);
  const today = partsIn(now, zone);
  if (timing.day === 0 && timing.at < today.clock) return null;
  const date = new Date(`${today.day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + timing.day);
  return { day: date.toISOString().slice(0, 10), clock: timing.at };
}

function partsIn(moment: Date, zone: string): { day: string; clock: string } {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(moment);
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeStyle: "short" }).format(moment);
  return { day, clock };
}

/** "11月25日(水)" */
export function dayText(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: "UTC",
    month: "long",
    day: "numeric",
    weekday: "short",
  }).format(new Date(`${day}T00:00:00Z`));
}
