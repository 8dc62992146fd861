import { describe, expect, it } from "vitest";
import { safeNext } from "./next";

describe("where to go after signing in", () => {
  it("keeps an address of this app", () => {
    expect(safeNext("/c/1/friends?q=愛子#top")).toBe(`/c/1/friends?q=${encodeURIComponent("愛子")}#top`);
  });

  it.each([
    undefined,
    42,
    "",
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/.//evil.example",
    "/c/..//evil.example/sign-in",
    "/%2e//evil.example",
    "javascript:alert(1)",
  ])("goes home instead of to %s", (next) => {
    expect(safeNext(next)).toBe("/");
  });
});
