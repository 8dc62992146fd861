import { describe, expect, it } from "vitest";
import type { ColumnMapping } from "@/api/schema.gen";
import { canBeKey, choiceOf, glance, targetOf, withTarget } from "./targets";
import { piecesOf } from "./upload";

const MAPPING: ColumnMapping = {
  columns: [{ to: "line_user_id" }, { to: "memo" }],
  key: 0,
  empty: "leave",
  conflict: "overwrite",
  creates_friends: false,
  creates_tags: true,
  corrects_tag_names: true,
  everyone_tag_ids: [],
  runs_rules: false,
};

describe("targets", () => {
  it("go into a choice and come back", () => {
    for (const choice of ["ignore", "line_user_id", "field:3", "tag:7", "memo", "tag_names"])
      expect(choiceOf(targetOf(choice, "見出し"))).toBe(choice);
  });

  it("name what is new after the column", () => {
    expect(targetOf("new_field", " 誕生日 ")).toEqual({ to: "new_field", name: "誕生日", type: "text" });
    expect(targetOf("new_tag", "")).toEqual({ to: "new_tag", name: "新しい項目" });
  });

  it("give up a key that cannot be one any more", () => {
    expect(withTarget(MAPPING, 0, { to: "memo" }).key).toBeNull();
  });

  it("take the first column that can be the key where there was none", () => {
    const none = { ...MAPPING, key: null, columns: [{ to: "ignore" as const }, { to: "memo" as const }] };
    expect(withTarget(none, 1, { to: "field", field_id: 3 }).key).toBe(1);
  });

  it("keep the key when another column changes", () => {
    expect(withTarget(MAPPING, 1, { to: "field", field_id: 3 }).key).toBe(0);
    expect(canBeKey({ to: "tag_names" })).toBe(false);
  });
});

describe("a glance", () => {
  it("shows three cells and cuts long ones", () => {
    expect(glance(["", "a", "b", "c", "d"])).toBe("a、b、c");
    expect(glance(["x".repeat(40)])).toBe(`${"x".repeat(24)}…`);
  });
});

describe("pieces", () => {
  it("cover the file without a gap", () => {
    expect(piecesOf(10, 4)).toEqual([
      [0, 4],
      [4, 8],
      [8, 10],
    ]);
    expect(piecesOf(8, 4)).toHaveLength(2);
  });
});
