import { describe, expect, it } from "vitest";
import {
  type Draft,
  draftOf,
  problemsOf,
  stepsOf,
  type Timing,
  timingAfter,
  withMoved,
  withNewStep,
} from "./draft";
import { begin, reduce } from "./history";
import { isChanged, placesInVersion } from "./published";
import { simplicityOf } from "./simplicity";

const AT_ONCE: Timing = { mode: "at_once" };
const day = (number: number): Timing => ({ mode: "on_day", day: number, at: "10:00", if_past: "skip" });
const text = (words: string) => ({ kind: "text" as const, text: words, quick_replies: [] });

function draft(...steps: [string, Timing][]): Draft {
  return draftOf({
    name: "ようこそ",
    purpose: "案内",
    draft_steps: steps.map(([words, timing]) => ({ name: words, timing, blocks: [text(words)] })),
  });
}
const words = (one: Draft) => one.steps.map((step) => step.name);
const times = (one: Draft) => one.steps.map((step) => step.timing);

describe("a draft", () => {
  it("gives a new step the time of the day after the one in front of it", () => {
    expect(timingAfter(undefined)).toEqual(AT_ONCE);
    expect(timingAfter(AT_ONCE)).toEqual(day(1));
    expect(timingAfter(day(3))).toEqual(day(4));
    expect(timingAfter({ mode: "after", seconds: 86_400 })).toEqual({ mode: "after", seconds: 172_800 });
  });

  it("never puts a new step behind the time of the step that follows", () => {
    const [made, key] = withNewStep(draft(["お礼", AT_ONCE], ["翌日", day(1)], ["三日後", day(3)]), 2);
    expect(made.steps[2]?.key).toBe(key);
    expect(times(made)).toEqual([AT_ONCE, day(1), day(2), day(3)]);

    const [tight] = withNewStep(draft(["翌日", day(1)], ["同じ日", day(1)]), 1);
    expect(times(tight)).toEqual([day(1), day(1), day(1)]);
  });

  it("moves the content of a step and leaves the times in their order", () => {
    const before = draft(["一", AT_ONCE], ["二", day(1)], ["三", day(3)]);
    const after = withMoved(before, before.steps[2]?.key ?? "", -1);
    expect(words(after)).toEqual(["一", "三", "二"]);
    expect(times(after)).toEqual(times(before));
    expect(withMoved(before, before.steps[0]?.key ?? "", -1)).toBe(before);
  });

  it("tells the problems of one step with their places in it, and not those of the eleventh as those of the first", () => {
    const problem = (path: string) => ({ path, ja: "直す", en: "mend" });
    const problems = [problem("steps.1.blocks.0.text"), problem("steps.10.timing"), problem("steps")];
    expect(problemsOf(problems, 1).map((one) => one.path)).toEqual(["blocks.0.text"]);
    expect(problemsOf(problems, 10).map((one) => one.path)).toEqual(["timing"]);
  });
});

describe("undo", () => {
  it("takes back a deletion, and words typed in one go as one", () => {
    const first = draft(["一", AT_ONCE]);
    const named = (name: string): Draft => ({ ...first, name });
    let history = begin(first);
    for (const name of ["よ", "よう", "ようこそ！"])
      history = reduce(history, { type: "change", draft: named(name), about: "name" });
    history = reduce(history, { type: "change", draft: { ...history.present, steps: [] }, about: "" });

    history = reduce(history, { type: "undo" });
    expect(words(history.present)).toEqual(["一"]);
    history = reduce(history, { type: "undo" });
    expect(history.present.name).toBe("ようこそ");
    expect(reduce(history, { type: "undo" })).toBe(history);
    history = reduce(reduce(history, { type: "redo" }), { type: "redo" });
    expect(words(history.present)).toEqual([]);
  });

  it("forgets what could be redone once something else is changed", () => {
    const first = draft(["一", AT_ONCE]);
    let history = reduce(begin(first), { type: "change", draft: { ...first, name: "二" }, about: "" });
    history = reduce(reduce(history, { type: "undo" }), {
      type: "change",
      draft: { ...first, name: "三" },
      about: "",
    });
    expect(reduce(history, { type: "redo" })).toBe(history);
  });
});

describe("what is published", () => {
  const one = draft(["一", AT_ONCE], ["二", day(1)]);

  it("is found again whatever is left out as empty and whatever the order of keys", () => {
    const published = stepsOf(one).map((step) => ({
      ...step,
      blocks: step.blocks.map(({ kind, ...rest }) => ({ ...rest, kind })),
    }));
    expect(placesInVersion(one.steps, published as never)).toEqual([0, 1]);
    expect(isChanged(one.steps, published as never)).toBe(false);
  });

  it("differs from a draft with a step changed, taken out or moved", () => {
    const published = stepsOf(one);
    const [added] = withNewStep(one, 1);
    expect(placesInVersion(added.steps, published)).toEqual([0, null, 1]);
    expect(isChanged(added.steps, published)).toBe(true);
    expect(isChanged(one.steps.slice(0, 1), published)).toBe(true);
    expect(isChanged(one.steps.toReversed(), published)).toBe(true);
    expect(isChanged(one.steps, undefined)).toBe(true);
  });
});

describe("the simplicity score", () => {
  it("is 100 for a short scenario with names and a purpose", () => {
    expect(simplicityOf(draft(["一", AT_ONCE]))).toEqual({ score: 100, tips: [] });
  });

  it("names what costs points, and how many", () => {
    const long = draft(...Array.from({ length: 9 }, (_, index): [string, Timing] => ["", day(index)]));
    const { score, tips } = simplicityOf({ ...long, purpose: "" });
    expect(tips).toEqual([
      { key: "many", points: 10, count: 2 },
      { key: "nameless", points: 18, count: 9 },
      { key: "purposeless", points: 10, count: 1 },
    ]);
    expect(score).toBe(62);
  });
});
