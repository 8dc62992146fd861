import { describe, expect, it } from "vitest";
import type { RuleOut } from "@/api/schema.gen";
import i18n from "@/app/i18n";
import { hoursText, placed, restText, triggerText } from "./rule";

const t = i18n.getFixedT("ja", "replies");
const rule = (id: number, trigger_kind: string) => ({ id, trigger_kind }) as RuleOut;

describe("a new automatic reply", () => {
  const answers = [rule(1, "keyword"), rule(2, "any_message"), rule(3, "any_message")];

  it("comes before the first that answers everything, because it would never act below it", () => {
    expect(placed(answers, rule(4, "keyword"))).toEqual([1, 4, 2, 3]);
    expect(placed(answers.slice(0, 1), rule(4, "keyword"))).toEqual([1, 4]);
  });

  it("comes last if it answers everything itself", () => {
    expect(placed(answers, rule(4, "any_message"))).toEqual([1, 2, 3, 4]);
  });
});

describe("a rule in words", () => {
  it("tells hours that reach into the next day", () => {
    const night = { weekdays: [0, 1, 2, 3, 4, 5, 6], start: "19:00", end: "10:00" };
    expect(hoursText(night, t)).toBe("毎日 19:00〜翌10:00");
    expect(hoursText({ weekdays: [5, 0], start: "10:00", end: "19:00" }, t)).toBe("月・土 10:00〜19:00");
    expect(hoursText({ weekdays: [6], start: "00:00", end: "00:00" }, t)).toBe("日 終日");
  });

  it("tells its words, its tag, and how long it keeps quiet", () => {
    const tags = [{ id: 5, name: "新規客" }];
    expect(triggerText({ kind: "keyword", words: ["予約", "よやく"], match: "contains" }, tags, t)).toBe(
      "「予約」「よやく」を含むメッセージが届いたとき",
    );
    expect(triggerText({ kind: "tag_added", tag_id: 5 }, tags, t)).toBe("タグ「新規客」が付いたとき");
    expect(triggerText({ kind: "tag_added", tag_id: 6 }, tags, t)).toBe("タグ「—」が付いたとき");
    expect([10, 360, 1440].map((minutes) => restText(minutes, t))).toEqual(["10分", "6時間", "1日"]);
  });
});
