import { describe, expect, it } from "vitest";
import i18n from "@/app/i18n";
import { exampleOf, inUnits, waitText } from "./timing";

const t = i18n.getFixedT("ja", "scenarios");
const TOKYO = "Asia/Tokyo";
/** 23:30 in Tokyo, still the day before in London. */
const LATE = new Date("2026-10-31T14:30:00Z");

describe("the wait before a step", () => {
  it.each([
    [5, { number: 5, unit: "seconds" }],
    [90 * 60, { number: 90, unit: "minutes" }],
    [3_600, { number: 1, unit: "hours" }],
    [3 * 86_400, { number: 3, unit: "days" }],
    [0, { number: 0, unit: "seconds" }],
  ])("%i seconds are told in the largest whole unit", (seconds, told) => {
    expect(inUnits(seconds)).toEqual(told);
  });

  it("is told in words", () => {
    expect(waitText({ mode: "at_once" }, true, t)).toBe("始まったらすぐ");
    expect(waitText({ mode: "at_once" }, false, t)).toBe("続けてすぐ");
    expect(waitText({ mode: "after", seconds: 3_600 }, false, t)).toBe("始まりから1時間後");
    expect(waitText({ mode: "on_day", day: 3, at: "10:00", if_past: "skip" }, false, t)).toBe(
      "始まりから3日後の10:00",
    );
    expect(waitText({ mode: "on_day", day: 0, at: "20:00", if_past: "skip" }, false, t)).toBe(
      "始まった日の20:00",
    );
  });

  it("counts days on the account's calendar, over the end of a month", () => {
    expect(exampleOf({ mode: "on_day", day: 1, at: "10:00", if_past: "skip" }, LATE, TOKYO)).toEqual({
      day: "2026-11-01",
      clock: "10:00",
    });
    expect(exampleOf({ mode: "after", seconds: 3_600 }, LATE, TOKYO)).toEqual({
      day: "2026-11-01",
      clock: "00:30",
    });
  });

  it("gives no example for a time that has gone by today", () => {
    expect(exampleOf({ mode: "on_day", day: 0, at: "23:00", if_past: "skip" }, LATE, TOKYO)).toBeNull();
    expect(exampleOf({ mode: "at_once" }, LATE, TOKYO)).toBeNull();
  });
});
