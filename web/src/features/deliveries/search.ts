import type { DispatchKind, DispatchState } from "@/api/schema.gen";

export const KINDS: DispatchKind[] = ["broadcast", "scenario", "rule", "staff", "test"];
export const STATES: DispatchState[] = ["open", "paused", "done", "cancelled"];
export const PROBLEMS = ["failed", "unknown", "paused"] as const;
export type DeliveryProblem = (typeof PROBLEMS)[number];

export interface DeliverySearch {
  kind?: DispatchKind;
  state?: DispatchState;
  problem?: DeliveryProblem;
  /** Instead of dispatches: what one friend got, or why not. */
  friend?: number;
}

/** Reads an address that anybody may have typed; what makes no sense is left out. */
export function deliverySearch(raw: Record<string, unknown>): DeliverySearch {
  const friend = Number(raw.friend);
  return {
    kind: KINDS.find((one) => one === raw.kind),
    state: STATES.find((one) => one === raw.state),
    problem: PROBLEMS.find((one) => one === raw.problem),
    friend: Number.isSafeInteger(friend) && friend > 0 ? friend : undefined,
  };
}

export const OUTCOMES = ["sent", "held", "skipped", "failed", "unknown"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface DispatchSearch {
  outcome?: Outcome;
  reason?: string;
}

export function dispatchSearch(raw: Record<string, unknown>): DispatchSearch {
  return {
    outcome: OUTCOMES.find((one) => one === raw.outcome),
    reason: typeof raw.reason === "string" ? raw.reason.slice(0, 40) || undefined : undefined,
  };
}
