import type { RetentionIn, RetentionOut, RetentionPreviewOut } from "@/api/schema.gen";

interface Rule {
  name: keyof RetentionIn;
  kind: keyof RetentionPreviewOut;
  /** What it begins with when it is switched on. */
  first: number;
  least: number;
  most: number;
}

export const RULES: Rule[] = [
  { name: "timeline_months", kind: "timeline", first: 36, least: 1, most: 600 },
  { name: "inbound_days", kind: "inbound", first: 90, least: 7, most: 3650 },
  { name: "blocked_months", kind: "blocked", first: 24, least: 1, most: 600 },
];

/** The rules alone, in one order, so that two of them can be compared. */
export function rulesOf(found: RetentionOut): RetentionIn {
  return {
    timeline_months: found.timeline_months,
    inbound_days: found.inbound_days,
    blocked_months: found.blocked_months,
  };
}

/** Whether the coming night would let something go. */
export function wouldLoseMore(would: RetentionPreviewOut): boolean {
  return would.timeline + would.inbound + would.blocked > 0;
}
