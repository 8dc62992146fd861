import { expect, test } from "vitest";
import { deliverySearch, dispatchSearch } from "./search";
import { stateName } from "./status";

test("what makes no sense in an address is left out", () => {
  expect(deliverySearch({ kind: "staff", state: "gone", problem: "failed", friend: "12" })).toEqual({
    kind: "staff",
    state: undefined,
    problem: "failed",
    friend: 12,
  });
  expect(dispatchSearch({ outcome: "lost", reason: "" })).toEqual({ outcome: undefined, reason: undefined });
});

test("what is not due yet is scheduled, not going out", () => {
  const now = new Date("2026-10-15T03:00:00Z");

  expect(stateName("open", "2026-10-16T03:00:00Z", now)).toBe("scheduled");
  expect(stateName("open", "2026-10-15T02:00:00Z", now)).toBe("open");
  expect(stateName("paused", "2026-10-16T03:00:00Z", now)).toBe("paused");
});
