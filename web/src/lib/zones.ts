/** What a clock on the wall shows in a zone, as `2026-11-22 09:30:00`. */
export function wallClockOf(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}:${part("second")}`;
}

/** The date after today's in a zone, as `2026-11-23`. */
export function dayAfter(at: Date, zone: string): string {
  const today = new Date(`${wallClockOf(at, zone).slice(0, 10)}T00:00:00Z`);
  return new Date(today.getTime() + 24 * 3_600_000).toISOString().slice(0, 10);
}

/** The moment at which a clock on the wall shows this (seconds may be left out), in a zone. */
export function instantOf(wallClock: string, zone: string): Date {
  const asUtc = new Date(`${wallClock.replace(" ", "T")}Z`);
  const shownAt = (at: Date) => new Date(`${wallClockOf(at, zone).replace(" ", "T")}Z`);
  const guess = new Date(asUtc.getTime() - (shownAt(asUtc).getTime() - asUtc.getTime()));
  // The zone's distance may differ between the guess and the first look at it.
  return new Date(guess.getTime() - (shownAt(guess).getTime() - asUtc.getTime()));
}
