import { IconArrowBackUp, IconCheck, IconFileX, IconLoader2, IconPencil, IconX } from "@tabler/icons-react";
import type { ImportWorkOut, ListedImportOut } from "@/api/schema.gen";
import type { StatusLook } from "@/components/StatusBadge";

export type ImportLook =
  | "uploading"
  | "refused"
  | "open"
  | "checking"
  | "checked"
  | "nothing"
  | "running"
  | "done"
  | "stopped"
  | "undoing"
  | "undone";

export const IMPORT_LOOKS: Record<ImportLook, StatusLook> = {
  uploading: { colour: "gray", icon: IconLoader2 },
  refused: { colour: "red", icon: IconFileX },
  open: { colour: "yellow", icon: IconPencil },
  checking: { colour: "ai", icon: IconLoader2 },
  checked: { colour: "yellow", icon: IconPencil },
  nothing: { colour: "red", icon: IconFileX },
  running: { colour: "ai", icon: IconLoader2 },
  done: { colour: "teal", icon: IconCheck },
  stopped: { colour: "orange", icon: IconX },
  undoing: { colour: "ai", icon: IconArrowBackUp },
  undone: { colour: "gray", icon: IconArrowBackUp },
};

/** Whether the dry run found anything that can be imported. */
export function hasGoodRows(check: Pick<ImportWorkOut, "total" | "failed">): boolean {
  return check.total > check.failed;
}

/** One word for where an import is, from its file and its operations. */
export function lookOf(file: Pick<ListedImportOut, "state" | "check" | "run">): ImportLook {
  const { run, check } = file;
  if (run) {
    if (run.state === "done" || run.state === "undoing" || run.state === "undone") return run.state;
    return run.state === "queued" || run.state === "running" ? "running" : "stopped";
  }
  if (file.state !== "ready") return file.state;
  if (!check) return "open";
  if (check.state === "done") return hasGoodRows(check) ? "checked" : "nothing";
  return check.state === "queued" || check.state === "running" ? "checking" : "open";
}
