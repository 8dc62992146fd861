import type { AuditEntryOut } from "@/api/schema.gen";

export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

/** The fields that differ between before and after; of something new or gone, all of them. */
export function changesOf(entry: Pick<AuditEntryOut, "before" | "after">): Change[] {
  const before = entry.before ?? {};
  const after = entry.after ?? {};
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .map((field) => ({ field, before: before[field], after: after[field] }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

/** The name of what was changed, where the entry knows it. */
export function nameOf(entry: Pick<AuditEntryOut, "before" | "after">): string {
  for (const side of [entry.after, entry.before]) {
    const name = side?.name ?? side?.email;
    if (typeof name === "string" && name) return name;
  }
  return "";
}
