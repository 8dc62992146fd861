import type { ListedTagOut } from "@/api/schema.gen";
import type { Sort, TagSearch } from "./search";

export interface Folder {
  /** Empty: tags without a folder, at the end. */
  name: string;
  tags: ListedTagOut[];
}

const peopleOf = (tag: ListedTagOut) => tag.friends?.number ?? 0;
const far = "9999";

const ORDER: Record<Sort, (a: ListedTagOut, b: ListedTagOut) => number> = {
  name: (a, b) => a.name.localeCompare(b.name, "ja"),
  people: (a, b) => peopleOf(b) - peopleOf(a),
  used: (a, b) => (b.last_used_at ?? "").localeCompare(a.last_used_at ?? ""),
  created: (a, b) => b.created_at.localeCompare(a.created_at),
  retires: (a, b) => (a.retires_on ?? far).localeCompare(b.retires_on ?? far),
};

/** What a person would call the same: width and case do not matter. */
function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** The tags that the search finds, by folder. Words may stand in the name, the meaning, the purpose or the folder. */
export function foldersOf(tags: readonly ListedTagOut[], search: TagSearch): Folder[] {
  const words = folded(search.q ?? "")
    .split(/\s+/)
    .filter(Boolean);
  const found = tags.filter((tag) => {
    const text = folded([tag.name, tag.meaning, tag.purpose, tag.folder, tag.genre].join("\n"));
    return (
      (search.archived || !tag.archived_at) &&
      (!search.kind || tag.kind === search.kind) &&
      words.every((word) => text.includes(word))
    );
  });
  const order = ORDER[search.sort ?? "name"];
  const folders = new Map<string, ListedTagOut[]>();
  for (const tag of [...found].sort((a, b) => order(a, b) || ORDER.name(a, b))) {
    folders.set(tag.folder, [...(folders.get(tag.folder) ?? []), tag]);
  }
  return [...folders]
    .map(([name, inside]) => ({ name, tags: inside }))
    .sort((a, b) => Number(a.name === "") - Number(b.name === "") || a.name.localeCompare(b.name, "ja"));
}

/** The folders that there are, for a new tag to be put into. */
export function folderNames(tags: readonly ListedTagOut[]): string[] {
  return [...new Set(tags.map((tag) => tag.folder).filter(Boolean))].sort((a, b) => a.localeCompare(b, "ja"));
}

/** Whether a day (YYYY-MM-DD) has come. */
export function isOver(day: string | null, today: Date): boolean {
  return day !== null && day <= today.toISOString().slice(0, 10);
}
