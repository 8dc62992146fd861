import { describe, expect, it } from "vitest";
import { rulesOf, wouldLoseMore } from "./rules";

describe("rules of keeping", () => {
  it("are compared without what they would remove", () => {
    const rules = { timeline_months: 36, inbound_days: null, blocked_months: null };
    expect(rulesOf({ ...rules, would_go: { timeline: 4, inbound: 0, blocked: 0 } })).toEqual(rules);
  });

  it("warn as soon as anything would go", () => {
    expect(wouldLoseMore({ timeline: 0, inbound: 0, blocked: 0 })).toBe(false);
    expect(wouldLoseMore({ timeline: 0, inbound: 0, blocked: 1 })).toBe(true);
  });
});
