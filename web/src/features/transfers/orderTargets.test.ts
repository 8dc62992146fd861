import { describe, expect, it } from "vitest";
import type { ImportOut, OrderMapping } from "@/api/schema.gen";
import { withMeaning, withOrderTarget, wordsForStates } from "./orderTargets";

const MAPPING: OrderMapping = {
  columns: ["number", "status", "ignore"],
  source: "shop",
  states: { 発送準備中: "paid" },
};
const column = (samples: string[]) => ({ header: "状態", samples, reason: { ja: "", en: "" } });
const FILE = {
  columns: [column(["A-1"]), column(["完了", "", "完了 ", "要確認"]), column([])],
  check: null,
} as Pick<ImportOut, "columns" | "check">;

describe("a file's words for states", () => {
  it("are each asked for once, wherever they come from", () => {
    expect(wordsForStates(FILE, MAPPING)).toEqual(["完了", "要確認", "発送準備中"]);
  });

  it("begin with those that the dry run could not judge", () => {
    const check = { unknown_states: ["要確認", "保留"] } as ImportOut["check"];
    expect(wordsForStates({ ...FILE, check }, MAPPING).slice(0, 2)).toEqual(["要確認", "保留"]);
  });

  it("are of no interest without a column of states", () => {
    expect(wordsForStates(FILE, withOrderTarget(MAPPING, 1, "ignore"))).toEqual([]);
  });

  it("get a meaning, and lose it again", () => {
    const given = withMeaning(MAPPING, "保留", "unpaid");
    expect(given.states).toEqual({ 発送準備中: "paid", 保留: "unpaid" });
    expect(withMeaning(given, "発送準備中", null).states).toEqual({ 保留: "unpaid" });
  });
});
