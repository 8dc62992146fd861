import type { Block } from "@/components/composer";

/** What staff have begun to write to one friend. `attempt` is a sending of which no answer came. */
export interface Draft {
  text: string;
  blocks: Block[];
  attempt?: Attempt;
}

export interface Attempt {
  key: string;
  body: string;
}

export const EMPTY: Draft = { text: "", blocks: [] };

const nameOf = (organisationId: number, friendId: number) => `enishi.draft.${organisationId}.${friendId}`;

export function loadDraft(organisationId: number, friendId: number): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(organisationId, friendId)) ?? "null") as unknown;
    if (typeof kept !== "object" || kept === null) return EMPTY;
    const { text, blocks, attempt } = kept as Partial<Draft>;
    return {
      text: typeof text === "string" ? text : "",
      blocks: Array.isArray(blocks) ? blocks : [],
      attempt,
    };
  } catch {
    return EMPTY;
  }
}

export function keepDraft(organisationId: number, friendId: number, draft: Draft) {
  try {
    if (isEmpty(draft)) localStorage.removeItem(nameOf(organisationId, friendId));
    else localStorage.setItem(nameOf(organisationId, friendId), JSON.stringify(draft));
  } catch {
    // A full store keeps no draft; what is on the screen stays.
  }
}

export function isEmpty(draft: Draft): boolean {
  return draft.text.trim() === "" && draft.blocks.length === 0;
}

/** The message as the server takes it: the text first, then what was put beside it. */
export function blocksOf(draft: Draft): Block[] {
  const text = draft.text.trim();
  return text ? [{ kind: "text", text, quick_replies: [] }, ...draft.blocks] : draft.blocks;
}

/** The other way round: a first plain text goes into the field, everything else beside it. */
export function draftOf(blocks: readonly Block[]): Draft {
  const [first, ...rest] = blocks;
  if (first?.kind === "text" && (first.quick_replies ?? []).length === 0) {
    return { text: first.text, blocks: rest };
  }
  return { text: "", blocks: [...blocks] };
}

/** The key under which this message goes out: that of an attempt without an answer, so that it never arrives twice. */
export function attemptFor(draft: Draft, newKey: () => string): Attempt {
  const body = JSON.stringify(blocksOf(draft));
  return draft.attempt?.body === body ? draft.attempt : { key: newKey(), body };
}
