export const KINDS = ["attribute", "behaviour", "campaign", "status", "interest"] as const;
export type Kind = (typeof KINDS)[number];
export const SORTS = ["name", "people", "used", "created", "retires"] as const;
export type Sort = (typeof SORTS)[number];

export interface TagSearch {
  q?: string;
  kind?: Kind;
  sort?: Sort;
  archived?: boolean;
}

/** Reads an address that anybody may have typed; what makes no sense is left out. */
export function tagSearch(raw: Record<string, unknown>): TagSearch {
  return {
    q: typeof raw.q === "string" ? raw.q.slice(0, 100) || undefined : undefined,
    kind: KINDS.find((one) => one === raw.kind),
    sort: SORTS.find((one) => one === raw.sort),
    archived: raw.archived === true || raw.archived === "true" ? true : undefined,
  };
}
