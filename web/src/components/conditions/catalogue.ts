import type { InputOut, KindOut, KindWordsOut } from "@/api/schema.gen";
import { isGroup, isNot, type Leaf, type TreeNode } from "./tree";

/** What a condition can be about; `start` is its leaf before anything is chosen. */
export type Kind = KindOut;
/** One thing that a kind asks for; `name` is its key in the leaf, `of` the kind of object to choose. */
export type KindInput = InputOut;
/** A word in both languages, as the server names kinds. */
export type Words = KindWordsOut;

export function wordIn(words: Words, language: string): string {
  return language.startsWith("ja") ? words.ja : words.en;
}

/** What an input holds. A choice that a stored leaf leaves out is the one that a new leaf begins with. */
export function valueIn(leaf: Leaf, input: KindInput, kind: Kind): unknown {
  return leaf[input.name] ?? (input.type === "choice" ? kind.start[input.name] : undefined);
}

/** The inputs that a leaf asks for, given what it holds so far. */
export function askedInputs(kind: Kind, leaf: Leaf): KindInput[] {
  const holds = (name: string) => {
    const input = kind.inputs.find((one) => one.name === name);
    return input ? valueIn(leaf, input, kind) : leaf[name];
  };
  return kind.inputs.filter((input) =>
    Object.entries(input.shown_when ?? {}).every(([name, values]) => values.includes(holds(name))),
  );
}

/** A new condition in which nothing is chosen yet. */
export function startOf(kind: Kind): Leaf {
  return structuredClone({ ...kind.start, kind: kind.kind });
}

/** The paths of what was just added and not filled in yet: nobody needs to be told that it is incomplete. */
export function untouchedPaths(node: TreeNode, kinds: Kind[], path = "root"): string[] {
  if (isNot(node)) return untouchedPaths(node.of, kinds, `${path}.of`);
  if (isGroup(node)) {
    if (node.of.length === 0) return [path];
    return node.of.flatMap((one, index) => untouchedPaths(one, kinds, `${path}.of.${index}`));
  }
  const leaf = node as Leaf;
  const kind = kinds.find((one) => one.kind === leaf.kind);
  return kind && isSame(leaf, startOf(kind)) ? [path] : [];
}

/** Kinds in the order of the catalogue, below the names of their groups. */
export function byGroup(kinds: Kind[], language: string): { name: string; kinds: Kind[] }[] {
  const groups = new Map<string, Kind[]>();
  for (const kind of kinds) {
    const name = wordIn(kind.group, language);
    groups.set(name, [...(groups.get(name) ?? []), kind]);
  }
  return [...groups].map(([name, list]) => ({ name, kinds: list }));
}

function isSame(one: Leaf, other: Leaf): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));
}
