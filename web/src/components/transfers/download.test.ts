import { describe, expect, it } from "vitest";
import { nameIn } from "./download";

describe("the name of a download", () => {
  it("is read in either form", () => {
    expect(nameIn("attachment; filename*=UTF-8''%E5%8F%8B%E3%81%A0%E3%81%A1.csv")).toBe("友だち.csv");
    expect(nameIn('attachment; filename="report.csv"')).toBe("report.csv");
    expect(nameIn(null)).toBeUndefined();
  });
});
