import type { Draft } from "./draft";

export interface Tip {
  /** Key below `scenarios:simplicity.tip`. */
  key: "many" | "long" | "crowded" | "nameless" | "purposeless";
  points: number;
  count: number;
}

const WISE_STEPS = 7;
const WISE_BLOCKS = 3;
const WISE_LETTERS = 200;

/**
 * 100, less: 5 for each step beyond seven, 5 for each step of more than three bubbles, 3 for each text of more than
 * 200 letters, 2 for each step without a name, 10 for a scenario without a purpose; never below 0.
 */
export function simplicityOf(draft: Draft): { score: number; tips: Tip[] } {
  const texts = draft.steps.flatMap((step) => step.blocks.filter((block) => block.kind === "text"));
  const tips: Tip[] = [
    tip("many", 5, Math.max(0, draft.steps.length - WISE_STEPS)),
    tip("crowded", 5, draft.steps.filter((step) => step.blocks.length > WISE_BLOCKS).length),
    tip("long", 3, texts.filter((block) => [...block.text].length > WISE_LETTERS).length),
    tip("nameless", 2, draft.steps.filter((step) => !step.name.trim()).length),
    tip("purposeless", 10, draft.purpose.trim() ? 0 : 1),
  ];
  const found = tips.filter((one) => one.count > 0);
  return { score: Math.max(0, 100 - found.reduce((sum, one) => sum + one.points, 0)), tips: found };
}

function tip(key: Tip["key"], each: number, count: number): Tip {
  return { key, points: each * count, count };
}
