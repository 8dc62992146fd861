/** What of the address the list reads; anything else is dropped. */
export interface OperationSearch {
  show?: "active" | "over";
}

export function operationSearch(given: Record<string, unknown>): OperationSearch {
  return given.show === "active" || given.show === "over" ? { show: given.show } : {};
}

const KINDS = [
  "bulk",
  "import",
  "import_check",
  "order_import",
  "order_import_check",
  "export",
  "field_type",
  "erase",
] as const;

/** Whether a title begins with the word for its kind, so that saying both says one thing twice. */
export function namesKind(title: string, kind: string): boolean {
  return title.toLowerCase().startsWith(kind.toLowerCase());
}

/** The word's key below `operations:kind`. */
export function kindName(kind: string): (typeof KINDS)[number] | "other" {
  return KINDS.find((one) => one === kind) ?? "other";
}
