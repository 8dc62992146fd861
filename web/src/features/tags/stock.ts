import type { TagStockItemOut } from "@/api/schema.gen";

/** The most telling first. */
export const FINDINGS = [
  "expired",
  "unused",
  "similar",
  "small",
  "unread",
  "undescribed",
  "unowned",
] as const;
export type Finding = (typeof FINDINGS)[number];

/** What was found about a tag, as far as this app knows it. */
export function findingsOf(item: TagStockItemOut): Finding[] {
  return FINDINGS.filter((one) => item.findings.includes(one));
}

/** The tags about which that was found; all of them without a wish. */
export function foundIn(items: readonly TagStockItemOut[], wish: Finding | "idle" | null): TagStockItemOut[] {
  if (wish === null) return [...items];
  return items.filter((item) => (wish === "idle" ? item.is_idle : item.findings.includes(wish)));
}
