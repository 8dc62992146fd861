import { describe, expect, it } from "vitest";
import { linkify } from "./linkify";
import { partsOf } from "./textParts";

describe("what can be tapped in a text", () => {
  it("is an address without the full stop behind it", () => {
    expect(linkify("See https://example.com/a. Now")).toEqual([
      { text: "See " },
      { text: "https://example.com/a", uri: "https://example.com/a" },
      { text: ". Now" },
    ]);
  });

  it("ends where Japanese goes on", () => {
    expect(linkify("https://example.com/夏です")[0]?.uri).toBe("https://example.com/");
  });

  it("is a telephone number", () => {
    expect(linkify("予約は03-1234-5678まで")[1]).toEqual({ text: "03-1234-5678", uri: "tel:03-1234-5678" });
  });

  it("is nothing that runs as a script", () => {
    expect(linkify("javascript:alert(1) data:text/html,x")).toEqual([
      { text: "javascript:alert(1) data:text/html,x" },
    ]);
  });
});

describe("parts of a text message", () => {
  it("places LINE's emoji by UTF-16 units", () => {
    const parts = partsOf({
      type: "text",
      text: "😀$!",
      emojis: [{ index: 2, productId: "p", emojiId: "001" }],
    });
    expect(parts).toEqual([
      { kind: "text", text: "😀" },
      { kind: "emoji", productId: "p", emojiId: "001" },
      { kind: "text", text: "!" },
    ]);
  });

  it("ignores emoji and mentions that point outside the text or into each other", () => {
    const parts = partsOf({
      type: "text",
      text: "ab",
      emojis: [{ index: 99 }, { index: -1 }, null, "x"],
      mention: {
        mentionees: [
          { index: 0, length: 99 },
          { index: 0, length: 2 },
          { index: 1, length: 1 },
        ],
      },
    });
    expect(parts).toEqual([{ kind: "mention", text: "ab" }]);
  });

  it("puts substitutions into a text of the second version and leaves unknown names alone", () => {
    const parts = partsOf({
      type: "textV2",
      text: "{who} {{x}} {none}",
      substitution: { who: { type: "mention", mentionee: { type: "all" } } },
    });
    expect(parts).toEqual([
      { kind: "mention", text: "@All" },
      { kind: "text", text: " {x} {none}" },
    ]);
  });

  it("cuts what is longer than anything LINE carries", () => {
    const [part] = partsOf({ type: "text", text: "あ".repeat(1_000_000) });
    expect(part?.kind === "text" && part.text.length).toBe(10_001);
  });
});
