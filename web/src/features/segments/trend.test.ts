import { describe, expect, it } from "vitest";
import { change, linePoints, range } from "./trend";

describe("the line of a segment's sizes", () => {
  it("goes from the left edge to the right edge", () => {
    const points = linePoints([10, 20, 30], 100, 50);
    expect(points.map(([x]) => x)).toEqual([0, 50, 100]);
    expect(points[0]?.[1]).toBeGreaterThan(points[2]?.[1] ?? 0);
  });

  it("stays inside its box, also for a level line and for one day", () => {
    for (const sizes of [[5, 5, 5], [0], [0, 0], [1, 1_000_000]]) {
      for (const [x, y] of linePoints(sizes, 100, 50)) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(50);
      }
    }
  });

  it("does not blow up a small wobble of a large number", () => {
    const { low, high } = range([100_000, 100_010]);
    expect(high - low).toBeGreaterThan(1_000);
  });

  it("never shows less than nobody", () => {
    expect(range([0, 3]).low).toBe(0);
  });

  it("says how much was won or lost, or nothing after one day", () => {
    expect(change([4, 9, 7])).toBe(3);
    expect(change([4])).toBeNull();
    expect(change([])).toBeNull();
  });
});
