import { describe, expect, it } from "vitest";
import { safeColour, safeLink, safeMedia, safePage } from "./safe";

describe("what may reach the page", () => {
  it.each(["#123456", "#12345678", "#ABCDEF"])("takes the colour %s", (colour) => {
    expect(safeColour(colour)).toBe(colour);
  });

  it.each(["red", "#fff", "url(https://evil)", "#12345; background: url(x)", null, 5, {}])(
    "drops the colour %s",
    (colour) => {
      expect(safeColour(colour)).toBeUndefined();
    },
  );

  it.each([
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "",
    null,
    [],
  ])("opens nothing for %s", (address) => {
    expect(safeLink(address)).toBeUndefined();
    expect(safePage(address)).toBeUndefined();
  });

  it("lets LINE's own addresses be tapped but opens none of them in a browser", () => {
    expect(safeLink("line://ti/p/@x")).toBe("line://ti/p/@x");
    expect(safePage("line://ti/p/@x")).toBeUndefined();
  });

  it("shows pictures of the web and of this server, and none that is written into its address", () => {
    expect(safeMedia("https://example.com/a.jpg")).toBe("https://example.com/a.jpg");
    expect(safeMedia("/m/abc")).toBe("/m/abc");
    expect(safeMedia("//evil.example/a.jpg")).toBeUndefined();
    expect(safeMedia("data:image/svg+xml,<svg onload=alert(1)>")).toBeUndefined();
    expect(safeMedia("javascript:alert(1)")).toBeUndefined();
  });
});
