/** The day that it is in Japan, where last days end: "2026-12-31". */
export function todayInJapan(now = new Date()): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Tokyo", dateStyle: "short" }).format(now);
}
