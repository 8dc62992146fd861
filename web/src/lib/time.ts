/** "14:05" today, "11/20 14:05" this year, "2025/11/20" before: where talk is read. `zone` is an IANA name. */
export function shortTime(at: string, language: string, zone: string, now: Date): string {
  const moment = new Date(at);
  const clock = clockOf(moment, language, zone);
  if (dayOf(moment, zone) === dayOf(now, zone)) return clock;
  const date = dateOf(moment, language, zone, now);
  return isThisYear(moment, zone, now) ? `${date} ${clock}` : date;
}

/** "Today 14:05", then as the short time: where a bare clock would be taken for a time of day. */
export function dayTime(at: string, language: string, zone: string, now: Date): string {
  const moment = new Date(at);
  if (dayOf(moment, zone) !== dayOf(now, zone)) return shortTime(at, language, zone, now);
  return `${today(language)} ${clockOf(moment, language, zone)}`;
}

/** "Today", "11/20" this year, "2025/11/20" before. */
export function shortDate(at: string, language: string, zone: string, now: Date): string {
  const moment = new Date(at);
  if (dayOf(moment, zone) === dayOf(now, zone)) return today(language);
  return dateOf(moment, language, zone, now);
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

function dayOf(moment: Date, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(moment);
}

function isThisYear(moment: Date, zone: string, now: Date): boolean {
  return dayOf(moment, zone).slice(0, 4) === dayOf(now, zone).slice(0, 4);
}

function clockOf(moment: Date, language: string, zone: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }).format(moment);
}

function dateOf(moment: Date, language: string, zone: string, now: Date): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: zone,
    year: isThisYear(moment, zone, now) ? undefined : "numeric",
    month: "numeric",
    day: "numeric",
  }).format(moment);
}

function today(language: string): string {
  const word = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "day");
  return word.charAt(0).toUpperCase() + word.slice(1);
}
