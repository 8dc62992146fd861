import type { ColumnMapping, ImportOut } from "@/api/schema.gen";

export type Target = ColumnMapping["columns"][number];
export type NewFieldType = Extract<Target, { to: "new_field" }>["type"];

export const NEW_FIELD_TYPES: NewFieldType[] = [
  "text",
  "long_text",
  "number",
  "date",
  "datetime",
  "boolean",
  "email",
  "phone",
  "url",
];

/** One text for each target, as a choice in a list: `field:12`. */
export function choiceOf(target: Target): string {
  if (target.to === "field") return `field:${target.field_id}`;
  if (target.to === "tag") return `tag:${target.tag_id}`;
  return target.to;
}

/** The target behind a choice; names of new things begin with the column's header. */
export function targetOf(choice: string, header: string): Target {
  const [kind, number] = choice.split(":");
  const id = Number(number);
  const name = header.trim().slice(0, 100) || "新しい項目";
  switch (kind) {
    case "field":
      return { to: "field", field_id: id };
    case "tag":
      return { to: "tag", tag_id: id };
    case "new_field":
      return { to: "new_field", name, type: "text" };
    case "new_tag":
      return { to: "new_tag", name };
    case "line_user_id":
    case "friend_id":
    case "display_name":
    case "memo":
    case "tag_names":
      return { to: kind };
    default:
      return { to: "ignore" };
  }
}

const KEYS: Target["to"][] = ["line_user_id", "friend_id", "display_name", "field"];

export function canBeKey(target: Target): boolean {
  return KEYS.includes(target.to);
}

/** The mapping with another target for one column. A key that cannot be one any more is given up. */
export function withTarget(mapping: ColumnMapping, column: number, target: Target): ColumnMapping {
  const columns = mapping.columns.map((each, index) => (index === column ? target : each));
  const surest = mapping.key ?? columns.findIndex(canBeKey);
  const at = columns[surest];
  return { ...mapping, columns, key: at && canBeKey(at) ? surest : null };
}

export type Step = "file" | "mapping" | "check" | "run";
export const STEPS: Step[] = ["file", "mapping", "check", "run"];

/** How far the import has come: the steps behind it may not be opened yet. */
export function furthestStep(file: ImportOut): Step {
  if (file.run) return "run";
  if (file.check?.state === "done") return "run";
  if (file.check) return "check";
  return file.state === "ready" ? "mapping" : "file";
}

/** Where one begins when the address names no step. */
export function firstStep(file: ImportOut): Step {
  if (file.run) return "run";
  if (file.check) return "check";
  return "file";
}

/** "A-1, A-2 …": what a column holds, for a glance. */
export function glance(samples: string[]): string {
  const some = [...new Set(samples.filter((sample) => sample !== ""))].slice(0, 3);
  const shown = some.map((sample) => (sample.length > 24 ? `${sample.slice(0, 24)}…` : sample));
  return shown.join("、");
}

export function megabytes(bytes: number): number {
  return Math.max(0.1, Math.round(bytes / 104_857.6) / 10);
}
