export type TalkState = "unread" | "waiting";

/** What the address of the talk screen says: which conversations, and on a small screen which step. */
export interface TalkSearch {
  state?: TalkState;
  mark?: number;
  /** `me`, `none` or a member's id. */
  assignee?: string;
  q?: string;
  /** The friend's card is shown where there is no room for it beside the conversation. */
  card?: true;
}

/** Reads an address that anybody may have typed; what makes no sense is left out. */
export function talkSearch(raw: Record<string, unknown>): TalkSearch {
  const text = (value: unknown) =>
    typeof value === "string" || typeof value === "number" ? String(value).slice(0, 100) : "";
  const mark = Number(raw.mark);
  const assignee = text(raw.assignee);
  return {
    state: raw.state === "unread" || raw.state === "waiting" ? raw.state : undefined,
    mark: Number.isSafeInteger(mark) && mark > 0 ? mark : undefined,
    assignee: /^(me|none|[1-9][0-9]{0,15})$/.test(assignee) ? assignee : undefined,
    q: text(raw.q) || undefined,
    card: raw.card === true ? true : undefined,
  };
}

export function isFiltered(search: TalkSearch): boolean {
  return Boolean(search.state || search.mark || search.assignee || search.q);
}
