/** "14:05" today, "11/20 14:05" this year, "2025/11/20" before. `zone` is an IANA name. */
export function shortTime(at: string, language: string, zone: string, now: Date): string {
  const moment = new Date(at);
  const day = (date: Date) =>
    new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(date);
  const clock = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
  if (day(moment) === day(now)) return clock.format(moment);
  const isThisYear = day(moment).slice(0, 4) === day(now).slice(0, 4);
  const date = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    year: isThisYear ? undefined : "numeric",
    month: "numeric",
    day: "numeric",
  });
  return isThisYear ? `${date.format(moment)} ${clock.format(moment)}` : date.format(moment);
}

/** Date, weekday, time and zone in full. */
export function longTime(at: string, language: string, zone: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: zone,
    year: "numeric",
    month: "long",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
    timeZoneName: "short",
  }).format(new Date(at));
}
