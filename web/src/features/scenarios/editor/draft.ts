import type { FieldProblemOut, ScenarioDetailOut, StepIn } from "@/api/schema.gen";

export type Timing = StepIn["timing"];
export type Block = StepIn["blocks"][number];

/** A step while it is edited; `key` stays the same when it moves. */
export interface DraftStep extends StepIn {
  key: string;
}

export interface Draft {
  name: string;
  purpose: string;
  steps: DraftStep[];
}

let keys = 0;
const newKey = () => `step-${++keys}`;

export function draftOf(detail: Pick<ScenarioDetailOut, "name" | "purpose" | "draft_steps">): Draft {
  return {
    name: detail.name,
    purpose: detail.purpose,
    steps: detail.draft_steps.map(({ name, timing, blocks }) => ({ key: newKey(), name, timing, blocks })),
  };
}

/** What is sent to the server. */
export function stepsOf(draft: Draft): StepIn[] {
  return draft.steps.map(({ name, timing, blocks }) => ({ name, timing, blocks }));
}

export function isSame(one: Draft, other: Draft): boolean {
  return (
    one === other ||
    (one.name === other.name &&
      one.purpose === other.purpose &&
      JSON.stringify(stepsOf(one)) === JSON.stringify(stepsOf(other)))
  );
}

/** A day after the step in front of it, at its time of day; the first step is due at once. */
export function timingAfter(before: Timing | undefined): Timing {
  if (!before) return { mode: "at_once" };
  if (before.mode === "on_day") return { ...before, day: Math.min(before.day + 1, 366) };
  if (before.mode === "after" && before.seconds >= 86_400)
    return { mode: "after", seconds: before.seconds + 86_400 };
  return { mode: "on_day", day: 1, at: "10:00", if_past: "skip" };
}

/** A new step at `index`; between two steps it takes the time of the one behind it if a day more would be too late. */
export function withNewStep(draft: Draft, index: number): [Draft, string] {
  const key = newKey();
  const behind = draft.steps[index]?.timing;
  const wished = timingAfter(draft.steps[index - 1]?.timing);
  const timing = behind && isBefore(behind, wished) ? behind : wished;
  const step: DraftStep = { key, name: "", timing, blocks: [{ kind: "text", text: "", quick_replies: [] }] };
  return [{ ...draft, steps: draft.steps.toSpliced(index, 0, step) }, key];
}

/** Whether `one` is surely due before `other`, counted from the start. */
function isBefore(one: Timing, other: Timing): boolean {
  const moment = (timing: Timing) => {
    if (timing.mode === "at_once") return 0;
    if (timing.mode === "after") return timing.seconds;
    const [hours = 0, minutes = 0] = timing.at.split(":").map(Number);
    return timing.day * 86_400 + hours * 3600 + minutes * 60;
  };
  return moment(one) < moment(other);
}

export function withStep(draft: Draft, key: string, change: Partial<StepIn>): Draft {
  return { ...draft, steps: draft.steps.map((step) => (step.key === key ? { ...step, ...change } : step)) };
}

export function withoutStep(draft: Draft, key: string): Draft {
  return { ...draft, steps: draft.steps.filter((step) => step.key !== key) };
}

export function withCopy(draft: Draft, key: string): [Draft, string] {
  const index = draft.steps.findIndex((step) => step.key === key);
  const step = draft.steps[index];
  if (!step) return [draft, key];
  const copy = { ...structuredClone(step), key: newKey() };
  return [{ ...draft, steps: draft.steps.toSpliced(index + 1, 0, copy) }, copy.key];
}

/** The contents trade places, the times stay where they are: the order of times is what a scenario needs. */
export function withMoved(draft: Draft, key: string, by: -1 | 1): Draft {
  const from = draft.steps.findIndex((step) => step.key === key);
  const moving = draft.steps[from];
  const other = draft.steps[from + by];
  if (!moving || !other) return draft;
  const steps = [...draft.steps];
  steps[from] = { ...other, timing: moving.timing };
  steps[from + by] = { ...moving, timing: other.timing };
  return { ...draft, steps };
}

/** The problems of one step, their paths relative to it (`timing`, `blocks.0.text`). */
export function problemsOf(problems: FieldProblemOut[], index: number): FieldProblemOut[] {
  const start = `steps.${index}.`;
  return problems
    .filter((problem) => problem.path.startsWith(start))
    .map((problem) => ({ ...problem, path: problem.path.slice(start.length) }));
}
