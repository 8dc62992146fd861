import { describe, expect, it } from "vitest";
import type { FieldOut } from "@/api/schema.gen";
import { draftOf, EMPTY_DRAFT, fieldBody, sentIndex, withNewChoice } from "./draft";

const rank: FieldOut = {
  id: 3,
  name: "会員ランク",
  type: "choice",
  folder: "会員",
  description: "",
  purpose: "",
  settings: {
    choices: [
      { id: 1, label: "一般", is_archived: false },
      { id: 2, label: "旧会員", is_archived: true },
    ],
    min: null,
    max: null,
    decimals: null,
    max_length: null,
    is_yearly: false,
  },
  default_value: 1,
  is_personal: false,
  position: 1,
  created_at: "2026-10-15T03:00:00Z",
  updated_at: "2026-10-15T03:00:00Z",
  archived_at: null,
};

describe("a field that is edited", () => {
  it("comes back as it was when nothing is changed", () => {
    const body = fieldBody(draftOf(rank));

    expect(body.settings.choices).toEqual([
      { id: 1, label: "一般", is_archived: false },
      { id: 2, label: "旧会員", is_archived: true },
    ]);
    expect(body.default_value).toBe("一般");
  });

  it("sends new choices without an id and leaves empty lines out", () => {
    const draft = draftOf(rank);
    const choices = withNewChoice(withNewChoice(draft.choices), " ゴールド ");
    const changed = { ...draft, choices, defaultValue: choices[3]?.key };

    expect(fieldBody(changed).settings.choices?.slice(2)).toEqual([
      { id: null, label: "ゴールド", is_archived: false },
    ]);
    expect(fieldBody(changed).default_value).toBe("ゴールド");
    expect(sentIndex(changed, choices[3]?.key ?? 0)).toBe(2);
  });

  it("reads full-width figures and lets an empty limit be none", () => {
    const body = fieldBody({ ...EMPTY_DRAFT, name: " 回数 ", type: "number", min: "０", max: "１,０００" });

    expect(body.name).toBe("回数");
    expect(body.settings).toMatchObject({ choices: null, min: 0, max: 1000, decimals: null });
  });
});
