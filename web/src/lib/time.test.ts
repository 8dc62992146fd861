import { expect, test } from "vitest";
import { dayTime, shortDate, shortTime } from "./time";

const ZONE = "Asia/Tokyo";
const NOW = new Date("2026-11-22T15:30:00Z");
// Already tomorrow in Tokyo, where the shop is.
const TODAY = "2026-11-22T15:05:00Z";
const YESTERDAY = "2026-11-22T14:59:00Z";
const LAST_YEAR = "2025-12-31T14:59:00Z";

test("a time of today says that it is today's, in the zone of the shop", () => {
  expect(dayTime(TODAY, "ja", ZONE, NOW)).toBe("今日 00:05");
  expect(dayTime(TODAY, "en", ZONE, NOW)).toMatch(/^Today \d\d:05$/);
  expect(dayTime(YESTERDAY, "ja", ZONE, NOW)).toBe("11/22 23:59");
  expect(dayTime(LAST_YEAR, "ja", ZONE, NOW)).toBe("2025/12/31");
});

test("a date has no clock", () => {
  expect(shortDate(TODAY, "ja", ZONE, NOW)).toBe("今日");
  expect(shortDate(TODAY, "en", ZONE, NOW)).toBe("Today");
  expect(shortDate(YESTERDAY, "ja", ZONE, NOW)).toBe("11/22");
  expect(shortDate(LAST_YEAR, "ja", ZONE, NOW)).toBe("2025/12/31");
});

test("in a talk the clock alone is enough", () => {
  expect(shortTime(TODAY, "ja", ZONE, NOW)).toBe("00:05");
  expect(shortTime(YESTERDAY, "ja", ZONE, NOW)).toBe("11/22 23:59");
});
