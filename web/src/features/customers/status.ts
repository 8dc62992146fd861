import { IconCircleCheck, IconHelpCircle } from "@tabler/icons-react";
import type { StatusLook } from "@/components/StatusBadge";

export type Sureness = "high" | "middle";

/** From this confidence on two are nearly certainly one person. */
const SURE = 90;

export function sureness(confidence: number): Sureness {
  return confidence >= SURE ? "high" : "middle";
}

export const MATCH_LOOKS: Record<Sureness, StatusLook> = {
  high: { colour: "teal", icon: IconCircleCheck },
  middle: { colour: "yellow", icon: IconHelpCircle },
};
