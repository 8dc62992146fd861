import {
  IconArrowBackUp,
  IconCheck,
  IconClock,
  IconLoader2,
  IconPencil,
  IconPlayerStop,
  IconX,
} from "@tabler/icons-react";
import type { OperationOut } from "@/api/schema.gen";
import type { StatusLook } from "@/components/StatusBadge";

type State = OperationOut["state"];

export const OPERATION_LOOKS: Record<State, StatusLook> = {
  draft: { colour: "gray", icon: IconPencil },
  queued: { colour: "gray", icon: IconClock },
  running: { colour: "ai", icon: IconLoader2 },
  cancelled: { colour: "orange", icon: IconPlayerStop },
  failed: { colour: "red", icon: IconX },
  done: { colour: "teal", icon: IconCheck },
  undoing: { colour: "ai", icon: IconArrowBackUp },
  undone: { colour: "gray", icon: IconArrowBackUp },
};

const ACTIVE: State[] = ["queued", "running", "undoing"];

/** Whether the worker is at it, or will be by itself. */
export function isActive(operation: Pick<OperationOut, "state">): boolean {
  return ACTIVE.includes(operation.state);
}

export interface Share {
  done: number;
  total: number;
  /** 0 to 100; what is over is full, even where there was nothing to do. */
  percent: number;
}

/** How far it is; while it is taken back, how far that is. */
export function shareOf(operation: OperationOut): Share {
  const [done, total] = operation.is_undoing
    ? [operation.undone, operation.to_undo]
    : [operation.done, operation.total];
  const isWhole = operation.state === "done" || operation.state === "undone";
  const percent = isWhole ? 100 : total > 0 ? Math.min(100, (100 * done) / total) : 0;
  return { done, total, percent };
}

/** What can be done with it now, by whoever may. */
export function deedsFor(operation: OperationOut): ("cancel" | "resume" | "undo")[] {
  const deeds: ("cancel" | "resume" | "undo")[] = [];
  if (operation.state === "queued" || operation.state === "running") deeds.push("cancel");
  if (operation.state === "failed" || operation.state === "cancelled") deeds.push("resume");
  if (operation.can_undo) deeds.push("undo");
  return deeds;
}

/** 90 seconds are 2 minutes: a guess is not told to the second. */
export function roundedRest(seconds: number): { unit: "seconds" | "minutes" | "hours"; count: number } {
  if (seconds < 50) return { unit: "seconds", count: Math.max(1, Math.ceil(seconds / 5) * 5) };
  if (seconds < 50 * 60) return { unit: "minutes", count: Math.ceil(seconds / 60) };
  return { unit: "hours", count: Math.ceil(seconds / 3_600) };
}
