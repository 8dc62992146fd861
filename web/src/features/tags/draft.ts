import type { TagIn, TagOut } from "@/api/schema.gen";
import { KINDS, type Kind } from "./search";

/** A tag as it is being written. */
export interface Draft {
  name: string;
  folder: string;
  kind: Kind | "";
  genre: string;
  meaning: string;
  purpose: string;
  owner_id: number | null;
  /** YYYY-MM-DD, or empty. */
  retires_on: string;
  capacity: number | null;
}

export function draftOf(tag: TagOut | null): Draft {
  return {
    name: tag?.name ?? "",
    folder: tag?.folder ?? "",
    kind: KINDS.find((one) => one === tag?.kind) ?? "",
    genre: tag?.genre ?? "",
    meaning: tag?.meaning ?? "",
    purpose: tag?.purpose ?? "",
    owner_id: tag?.owner?.id ?? null,
    retires_on: tag?.retires_on ?? "",
    capacity: tag?.capacity ?? null,
  };
}

/** As the API takes it. */
export function asIn(draft: Draft): TagIn {
  return { ...draft, name: draft.name.trim(), retires_on: draft.retires_on || null };
}
