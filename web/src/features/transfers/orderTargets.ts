import type { ImportOut, OrderMapping } from "@/api/schema.gen";

export type OrderTarget = OrderMapping["columns"][number];
export type StateMeaning = OrderMapping["states"][string];

/** What a column of a file of orders can be, as it is offered. */
export const ORDER_GROUPS = {
  order: ["number", "ordered_at", "total", "line_total", "fee", "status", "cancelled_at", "currency"],
  product: ["product_name", "product_code", "variation", "category", "quantity", "unit_price"],
  customer: ["customer_id", "email", "phone", "line_user_id", "name", "family_name", "given_name"],
} as const satisfies Record<string, readonly OrderTarget[]>;

export const MEANINGS: StateMeaning[] = ["paid", "cancelled", "refunded", "unpaid"];

/** Names that orders of the usual shops' systems get; any other will do. */
export const SOURCES = ["shop", "base", "shopify", "stores"];

export function withOrderTarget(mapping: OrderMapping, column: number, target: OrderTarget): OrderMapping {
  return { ...mapping, columns: mapping.columns.map((each, index) => (index === column ? target : each)) };
}

/** The columns that are imported; the others are shown when asked for. */
export function shownFirst(mapping: OrderMapping): number[] {
  return mapping.columns.flatMap((target, index) => (target === "ignore" ? [] : [index]));
}

/** The file's words for states: those in its first rows, those that have a meaning, those that the dry run asked for. */
export function wordsForStates(file: Pick<ImportOut, "columns" | "check">, mapping: OrderMapping): string[] {
  const column = mapping.columns.indexOf("status");
  if (column < 0) return [];
  const samples = (file.columns[column]?.samples ?? []).map((sample) => sample.trim());
  const asked = file.check?.unknown_states ?? [];
  return [...new Set([...asked, ...samples, ...Object.keys(mapping.states)])].filter(Boolean);
}

/** The mapping with a meaning for a word; null leaves it to be judged by itself. */
export function withMeaning(mapping: OrderMapping, word: string, meaning: StateMeaning | null): OrderMapping {
  const { [word]: _, ...states } = mapping.states;
  return { ...mapping, states: meaning ? { ...states, [word]: meaning } : states };
}
