import {
  IconCheck,
  IconClockPause,
  IconHelpCircle,
  IconPlayerPause,
  IconPlayerSkipForward,
  IconSend,
  IconX,
} from "@tabler/icons-react";
import type { DispatchState } from "@/api/schema.gen";
import type { StatusLook } from "@/components/StatusBadge";
import type { Outcome } from "./search";

export const DISPATCH_LOOKS: Record<DispatchState, StatusLook> = {
  open: { colour: "ai", icon: IconSend },
  paused: { colour: "yellow", icon: IconPlayerPause },
  cancelled: { colour: "gray", icon: IconX },
  done: { colour: "teal", icon: IconCheck },
};

export const OUTCOME_LOOKS: Record<Outcome, StatusLook> = {
  sent: { colour: "teal", icon: IconCheck },
  held: { colour: "yellow", icon: IconClockPause },
  skipped: { colour: "gray", icon: IconPlayerSkipForward },
  failed: { colour: "red", icon: IconX },
  unknown: { colour: "orange", icon: IconHelpCircle },
};

/** An open dispatch whose time has not come is not "sending" yet. */
export function stateName(state: DispatchState, dueAt: string, now: Date): string {
  return state === "open" && new Date(dueAt) > now ? "scheduled" : state;
}
