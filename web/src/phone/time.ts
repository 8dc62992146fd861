/** The virtual phones live in Japan, wherever this browser is. */
export const ZONE = "Asia/Tokyo";

const format = (language: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(language, { timeZone: ZONE, hourCycle: "h23", ...options });

export const clockTime = (ms: number, language: string) =>
  format(language, { hour: "2-digit", minute: "2-digit" }).format(ms);

export const clockSeconds = (ms: number, language: string) =>
  format(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(ms);

export const dayName = (ms: number, language: string) =>
  format(language, { month: "short", day: "numeric", weekday: "short" }).format(ms);

/** Year, month and day in one comparable word. */
export const dayKey = (ms: number) =>
  format("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }).format(ms);

/** "2026-11-22T09:15" for a field of the kind datetime-local. */
export const fieldValue = (ms: number) =>
  `${dayKey(ms)}T${format("en-GB", { hour: "2-digit", minute: "2-digit" }).format(ms)}`;

/** The moment that such a field means in Japan; NaN for an empty one. */
export const fieldMoment = (value: string) => Date.parse(`${value}:00+09:00`);
