/** A condition as the server takes it (docs/api/conditions.schema.json): who is meant, without saying when. */
export type Tree = {
  version: 1;
  root: TreeNode;
};

export type Group = {
  kind: "all" | "any";
  of: TreeNode[];
};

export type Not = {
  kind: "not";
  of: TreeNode;
};

/** One condition: its kind and, beside it, what the kind asks for. */
export interface Leaf {
  kind: string;
  [param: string]: unknown;
}

export type TreeNode = Group | Not | Leaf;

/** Where a node is: the positions to go through from the root, as `shown()` counts them. */
export type Place = readonly number[];

/** How a group joins what is in it. "notAll" is only ever read: nobody is offered it. */
export type Mode = "all" | "any" | "none" | "notAll";

export const MODES: readonly Mode[] = ["all", "any", "none"];
export const MAX_LEAVES = 50;
export const MAX_DEPTH = 8;

/** Everybody. */
export const everyone: Tree = { version: 1, root: { kind: "all", of: [] } };

export function isGroup(node: TreeNode): node is Group {
  return (node.kind === "all" || node.kind === "any") && Array.isArray(node.of);
}

export function isNot(node: TreeNode): node is Not {
  return node.kind === "not" && typeof node.of === "object" && node.of !== null && !Array.isArray(node.of);
}

/** A node as a person sees it: a group with its mode, or one condition that has to hold or not to hold. */
export type Shown =
  | { is: "group"; mode: Mode; items: TreeNode[]; path: string; pathOf: (index: number) => string }
  | { is: "leaf"; leaf: Leaf; isNegated: boolean; path: string };

/** `path` is the node's in the server's words, "root" for the first. */
export function shown(node: TreeNode, path = "root"): Shown {
  let inner = node;
  let at = path;
  let isNegated = false;
  while (isNot(inner)) {
    inner = inner.of;
    at = `${at}.of`;
    isNegated = !isNegated;
  }
  if (!isGroup(inner)) return { is: "leaf", leaf: inner as Leaf, isNegated, path: at };
  const mode: Mode = isNegated ? (inner.kind === "any" ? "none" : "notAll") : inner.kind;
  return { is: "group", mode, items: inner.of, path: at, pathOf: (index) => `${at}.of.${index}` };
}

/** The root is always drawn as a group, even where the server keeps a lone condition there. */
export function shownRoot(tree: Tree): Shown & { is: "group" } {
  const root = shown(tree.root);
  if (root.is === "group") return root;
  return { is: "group", mode: "all", items: [tree.root], path: "", pathOf: () => "root" };
}

export function group(mode: Mode, items: TreeNode[]): TreeNode {
  if (mode === "none") return { kind: "not", of: { kind: "any", of: items } };
  if (mode === "notAll") return { kind: "not", of: { kind: "all", of: items } };
  return { kind: mode, of: items };
}

export function negated(leaf: Leaf, isNegated: boolean): TreeNode {
  return isNegated ? { kind: "not", of: leaf } : leaf;
}

function itemsOf(tree: Tree, place: Place): TreeNode[] {
  let here: Shown & { is: "group" } = shownRoot(tree);
  for (const step of place) {
    const node = here.items[step];
    const next = node ? shown(node) : null;
    if (next?.is !== "group") return [];
    here = next;
  }
  return here.items;
}

/** The node at a place, or undefined where there is none. */
export function nodeAt(tree: Tree, place: Place): TreeNode | undefined {
  if (place.length === 0) return tree.root;
  return itemsOf(tree, place.slice(0, -1))[place.at(-1) ?? -1];
}

/** The tree with the items of the group at `place` put through `change`. */
export function withItems(tree: Tree, place: Place, change: (items: TreeNode[]) => TreeNode[]): Tree {
  const go = (here: Shown & { is: "group" }, rest: Place): TreeNode => {
    const [step, ...further] = rest;
    if (step === undefined) return group(here.mode, change(here.items));
    const items = here.items.map((item, index) => {
      if (index !== step) return item;
      const inner = shown(item);
      return inner.is === "group" ? go(inner, further) : item;
    });
    return group(here.mode, items);
  };
  return { ...tree, root: go(shownRoot(tree), place) };
}

export function withMode(tree: Tree, place: Place, mode: Mode): Tree {
  const here = place.length === 0 ? shownRoot(tree) : shown(nodeAt(tree, place) ?? everyone.root);
  if (here.is !== "group") return tree;
  return replaced(tree, place, group(mode, here.items));
}

export function replaced(tree: Tree, place: Place, node: TreeNode): Tree {
  const at = place.at(-1);
  if (at === undefined) return { ...tree, root: node };
  return withItems(tree, place.slice(0, -1), (items) => items.with(at, node));
}

export function added(tree: Tree, place: Place, node: TreeNode): Tree {
  return withItems(tree, place, (items) => [...items, node]);
}

export function removed(tree: Tree, place: Place): Tree {
  return withItems(tree, place.slice(0, -1), (items) => items.filter((_, index) => index !== place.at(-1)));
}

export function duplicated(tree: Tree, place: Place): Tree {
  const at = place.at(-1) ?? 0;
  return withItems(tree, place.slice(0, -1), (items) => {
    const copy = items[at];
    return copy === undefined ? items : items.toSpliced(at + 1, 0, structuredClone(copy));
  });
}

/** Where a node stands after a step up or down, or null if it cannot go further.
 *
 * It steps over a condition beside it and into a group beside it; at the edge of its group it steps out.
 */
export function moved(tree: Tree, place: Place, direction: -1 | 1): { tree: Tree; place: Place } | null {
  const at = place.at(-1);
  const parent = place.slice(0, -1);
  const node = nodeAt(tree, place);
  if (at === undefined || node === undefined) return null;
  const siblings = itemsOf(tree, parent);
  const beside = siblings[at + direction];
  if (beside === undefined) {
    const outer = parent.at(-1);
    if (outer === undefined) return null;
    const target = direction < 0 ? outer : outer + 1;
    const without = removed(tree, place);
    const up = parent.slice(0, -1);
    return {
      tree: withItems(without, up, (items) => items.toSpliced(target, 0, node)),
      place: [...up, target],
    };
  }
  const inner = shown(beside);
  if (inner.is === "group" && depthOf(node) + place.length < MAX_DEPTH) {
    const target = direction < 0 ? inner.items.length : 0;
    const into = withItems(tree, [...parent, at + direction], (items) => items.toSpliced(target, 0, node));
    const without = removed(into, place);
    const index = direction < 0 ? at - 1 : at;
    return { tree: without, place: [...parent, index, target] };
  }
  const swapped = withItems(tree, parent, (items) => items.with(at, beside).with(at + direction, node));
  return { tree: swapped, place: [...parent, at + direction] };
}

/** How many groups lie within one another below and with a node; a condition alone counts 1. */
export function depthOf(node: TreeNode): number {
  const here = shown(node);
  if (here.is === "leaf") return 1;
  return 1 + Math.max(0, ...here.items.map(depthOf));
}

export function leavesOf(node: TreeNode): Leaf[] {
  const here = shown(node);
  return here.is === "leaf" ? [here.leaf] : here.items.flatMap(leavesOf);
}

/** Whether the tree says nothing and so means everybody. */
export function isEveryone(tree: Tree): boolean {
  const root = shown(tree.root);
  return root.is === "group" && root.mode === "all" && root.items.length === 0;
}

/** Reads a tree that anybody may have written into an address; null if it is none. */
export function readTree(raw: unknown): Tree | null {
  if (typeof raw !== "object" || raw === null) return null;
  const { version, root } = raw as Record<string, unknown>;
  return version === 1 && isNode(root, MAX_DEPTH * 2) ? { version: 1, root } : null;
}

function isNode(raw: unknown, depthLeft: number): raw is TreeNode {
  if (depthLeft === 0 || typeof raw !== "object" || raw === null || Array.isArray(raw)) return false;
  const { kind, of } = raw as Record<string, unknown>;
  if (typeof kind !== "string") return false;
  if (kind === "all" || kind === "any")
    return Array.isArray(of) && of.every((one) => isNode(one, depthLeft - 1));
  return kind !== "not" || isNode(of, depthLeft - 1);
}

/** "2.1": the first node in the second group, as people count. */
export function numberOf(place: Place): string {
  return place.map((step) => step + 1).join(".");
}
