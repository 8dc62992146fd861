import { beforeEach, describe, expect, it } from "vitest";
import type { Block } from "@/components/composer";
import { attemptFor, blocksOf, draftOf, EMPTY, keepDraft, loadDraft } from "./drafts";

const picture: Block = { kind: "image", url: "https://a/m/1", preview_url: "", quick_replies: [] };

describe("a draft", () => {
  beforeEach(() => localStorage.clear());

  it("is kept for each friend of each organisation", () => {
    keepDraft(1, 5, { text: "こんにちは😀", blocks: [picture] });
    expect(loadDraft(1, 5)).toMatchObject({ text: "こんにちは😀", blocks: [picture] });
    expect(loadDraft(1, 6)).toEqual(EMPTY);
    expect(loadDraft(2, 5)).toEqual(EMPTY);
  });

  it("leaves nothing behind once it is empty", () => {
    keepDraft(1, 5, { text: "あ", blocks: [] });
    keepDraft(1, 5, { text: "  ", blocks: [] });
    expect(localStorage.length).toBe(0);
  });

  it("survives what others wrote into the store", () => {
    localStorage.setItem("enishi.draft.1.5", '{"text":7,"blocks":"x"}');
    expect(loadDraft(1, 5)).toMatchObject(EMPTY);
    localStorage.setItem("enishi.draft.1.5", "{");
    expect(loadDraft(1, 5)).toEqual(EMPTY);
  });

  it("goes out under the same key until it is changed", () => {
    const keys = ["one", "two"];
    const newKey = () => keys.shift() ?? "";
    const draft = { text: "はい", blocks: [] };
    const first = attemptFor(draft, newKey);
    expect(attemptFor({ ...draft, attempt: first }, newKey)).toBe(first);
    expect(attemptFor({ text: "いいえ", blocks: [], attempt: first }, newKey).key).toBe("two");
  });

  it("puts the text first and everything else behind it", () => {
    expect(blocksOf({ text: " はい ", blocks: [picture] })).toMatchObject([
      { kind: "text", text: "はい" },
      picture,
    ]);
    expect(blocksOf({ text: " ", blocks: [picture] })).toEqual([picture]);
  });

  it("comes back from the large composer as it went in", () => {
    expect(draftOf([{ kind: "text", text: "はい", quick_replies: [] }, picture])).toEqual({
      text: "はい",
      blocks: [picture],
    });
    const withReplies: Block = {
      kind: "text",
      text: "はい",
      quick_replies: [{ kind: "message", label: "a", text: "a" }],
    };
    expect(draftOf([withReplies])).toEqual({ text: "", blocks: [withReplies] });
  });
});
