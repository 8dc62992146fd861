import { describe, expect, it } from "vitest";
import type { ActionKindOut } from "@/api/schema.gen";
import { allAsSent, movedBy, newSpec, specsOf } from "./types";

const input = (name: string, type: string, is_required = true) => ({
  name,
  type,
  is_required,
  ja: name,
  en: name,
  choices: type === "choice" ? [{ value: "first", ja: "一", en: "one" }] : [],
});
const kinds: ActionKindOut[] = [
  { do: "add_tag", ja: "", en: "", group: "friend", inputs: [input("tag_id", "tag")] },
  { do: "assign", ja: "", en: "", group: "talk", inputs: [input("member_id", "member", false)] },
  { do: "set_to", ja: "", en: "", group: "friend", inputs: [input("way", "choice")] },
];

describe("a new action", () => {
  it("has everything to choose, and begins a choice with its first", () => {
    expect(kinds.map(newSpec)).toEqual([
      { do: "add_tag", tag_id: null },
      { do: "assign", member_id: null },
      { do: "set_to", way: "first" },
    ]);
  });
});

describe("actions on their way to the server", () => {
  it("leave out what has to be chosen and is not, but not that nobody was chosen", () => {
    expect(allAsSent(kinds.map(newSpec), kinds)).toEqual([
      { do: "add_tag" },
      { do: "assign", member_id: null },
      { do: "set_to", way: "first" },
    ]);
  });

  it("keep what this screen does not know", () => {
    const later = { do: "from_later", what: null };
    expect(allAsSent([later], kinds)).toEqual([later]);
    expect(specsOf([later, { nothing: 1 }])).toEqual([later]);
  });
});

describe("the order of actions", () => {
  it("changes by one place, and not beyond its ends", () => {
    expect(movedBy([1, 2, 3], 1, -1)).toEqual([2, 1, 3]);
    expect(movedBy([1, 2, 3], 2, 1)).toEqual([1, 2, 3]);
    expect(movedBy([1, 2, 3], 0, -1)).toEqual([1, 2, 3]);
  });
});
