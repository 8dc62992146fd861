import { STEPS, type Step } from "./targets";

/** What of the address the wizard reads; anything else is dropped. */
export interface ImportSearch {
  step?: Step;
}

export function importSearch(given: Record<string, unknown>): ImportSearch {
  const step = STEPS.find((one) => one === given.step);
  return step ? { step } : {};
}
