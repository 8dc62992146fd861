import type { ActionInputOut, ActionKindOut } from "@/api/schema.gen";
import { type Block, newBlock } from "@/components/composer";

/** One thing that a rule does, as the server keeps it. What is not chosen yet is null. */
export interface ActionSpec {
  do: string;
  [parameter: string]: unknown;
}

/** In the order in which they are offered. */
export const GROUPS = ["message", "friend", "scenario", "talk"] as const;

/** An action with nothing chosen yet. A choice begins with its first. */
export function newSpec(kind: ActionKindOut): ActionSpec {
  return {
    do: kind.do,
    ...Object.fromEntries(kind.inputs.map((input) => [input.name, initial(input)])),
  };
}

function initial(input: ActionInputOut): unknown {
  if (input.type === "blocks") return [newBlock("text")] satisfies Block[];
  return input.type === "choice" ? (input.choices[0]?.value ?? null) : null;
}

/** Actions of rules that were saved, whatever the server says of their shape. */
export function specsOf(actions: Record<string, unknown>[]): ActionSpec[] {
  return actions.filter((action): action is ActionSpec => typeof action.do === "string");
}

/** As the server takes them: what has to be chosen and is not is left out, so that the server says that it is missing. */
export function allAsSent(specs: readonly ActionSpec[], kinds: readonly ActionKindOut[]): ActionSpec[] {
  return specs.map((spec) => {
    const inputs = kinds.find((one) => one.do === spec.do)?.inputs ?? [];
    const required = new Set(inputs.filter((input) => input.is_required).map((input) => input.name));
    const given = Object.entries(spec).filter(([name, value]) => value !== null || !required.has(name));
    return { ...Object.fromEntries(given), do: spec.do };
  });
}

/** The list with one entry a place further up or down; unchanged at its ends. */
export function movedBy<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const moving = list[index];
  if (moving === undefined || list[index + by] === undefined) return [...list];
  return list.toSpliced(index, 1).toSpliced(index + by, 0, moving);
}
