import { describe, expect, it } from "vitest";
import { swapped } from "./order";

describe("the order of fields", () => {
  it("changes within a folder and leaves the others where they are", () => {
    expect(swapped([1, 2, 3, 4], [1, 3], 3, -1)).toEqual([3, 2, 1, 4]);
  });

  it("knows that the first cannot go up nor the last down", () => {
    expect(swapped([1, 2, 3], [1, 3], 1, -1)).toBeNull();
    expect(swapped([1, 2, 3], [1, 3], 3, 1)).toBeNull();
  });
});
