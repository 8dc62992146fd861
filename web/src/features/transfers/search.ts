import type { ImportOut } from "@/api/schema.gen";
import { STEPS, type Step } from "./targets";

export type Subject = ImportOut["subject"];

/** What of the address the list of imports reads: what the next file is about. */
export interface ImportsSearch {
  subject?: Subject;
}

export function importsSearch(given: Record<string, unknown>): ImportsSearch {
  return given.subject === "orders" ? { subject: "orders" } : {};
}

/** What of the address the wizard reads; anything else is dropped. */
export interface ImportSearch {
  step?: Step;
}

export function importSearch(given: Record<string, unknown>): ImportSearch {
  const step = STEPS.find((one) => one === given.step);
  return step ? { step } : {};
}
