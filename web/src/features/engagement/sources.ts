import type { GenreIn } from "@/api/schema.gen";

export type Source = GenreIn["sources"][number];
export type SourceKind = Source["kind"];

export const SOURCE_KINDS: readonly SourceKind[] = ["words", "tap", "tag", "fact"];

/** An empty row of this kind. */
export function newSource(kind: SourceKind): Source {
  if (kind === "words") return { kind, words: [] };
  if (kind === "tap") return { kind, data: "" };
  if (kind === "tag") return { kind, tag_id: 0 };
  return { kind, event: "order.placed", key: "categories", value: "" };
}

/** Rows left empty are not sent. */
export function isFilled(source: Source): boolean {
  if (source.kind === "words") return source.words.length > 0;
  if (source.kind === "tap") return source.data.trim() !== "";
  if (source.kind === "tag") return source.tag_id > 0;
  return source.event.trim() !== "" && (!source.key || source.value?.trim() !== "");
}
