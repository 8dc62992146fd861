import { describe, expect, it } from "vitest";
import type { ImportProblemOut } from "@/api/schema.gen";
import { likeProblems } from "./likeProblems";

const problem = (line: number, value: string, ja: string, header = "会員番号"): ImportProblemOut => ({
  place: `${line}-1`,
  line,
  column: 0,
  header,
  value,
  problem: { ja, en: ja },
  is_warning: false,
});

describe("problems of a file", () => {
  it("that are equal stand together with their lines and values", () => {
    const rows = [problem(2, "A1", "いません"), problem(3, "x", "数字です"), problem(4, "A2", "いません")];

    const found = likeProblems(rows);

    expect(found.map(({ lines, values }) => [lines, values])).toEqual([
      [
        [2, 4],
        ["A1", "A2"],
      ],
      [[3], ["x"]],
    ]);
  });

  it("of two columns stay apart, and a value is told once", () => {
    const rows = [problem(2, "", "空です", "日付"), problem(2, "0", "空です"), problem(3, "0", "空です")];

    expect(likeProblems(rows).map(({ lines, values }) => [lines, values])).toEqual([
      [[2], []],
      [[2, 3], ["0"]],
    ]);
  });
});
