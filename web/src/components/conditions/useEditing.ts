import { type RefObject, useEffect, useMemo, useRef } from "react";
import {
  added,
  duplicated,
  group,
  type Leaf,
  type Mode,
  moved,
  negated,
  nodeAt,
  type Place,
  removed,
  replaced,
  shown,
  type Tree,
  type TreeNode,
  withMode,
} from "./tree";

/** What the parts of the editor do to the tree. */
export interface Editing {
  add: (place: Place, node: TreeNode) => void;
  addGroup: (place: Place, mode: Mode) => void;
  change: (place: Place, leaf: Leaf) => void;
  negate: (place: Place, isNegated: boolean) => void;
  setMode: (place: Place, mode: Mode) => void;
  remove: (place: Place) => void;
  duplicate: (place: Place) => void;
  /** Puts a group around a node, so that others can join it there. */
  wrap: (place: Place) => void;
  move: (place: Place, direction: -1 | 1, from: "up" | "down" | "body") => void;
  canMove: (place: Place, direction: -1 | 1) => boolean;
}

/** Deeds on the tree; whoever works with the keyboard is taken along to where the deed led. */
export function useEditing(
  tree: Tree,
  onChange: (tree: Tree) => void,
  box: RefObject<HTMLElement | null>,
): Editing {
  const latest = useRef({ tree, onChange });
  latest.current = { tree, onChange };
  const focusNext = useRef<string | null>(null);
  useEffect(() => {
    const selector = focusNext.current;
    if (selector === null) return;
    focusNext.current = null;
    const found = box.current?.querySelector<HTMLElement>(selector);
    // At the end of its way a condition's button cannot be pressed any more, nor be stood on.
    const target = found?.matches(":disabled") ? found.closest<HTMLElement>("[data-place]") : found;
    target?.focus();
  });
  return useMemo(() => {
    const put = (next: Tree, focus: string | null = null) => {
      focusNext.current = focus;
      latest.current.onChange(next);
    };
    const now = () => latest.current.tree;
    const count = (place: Place) => {
      const node = place.length === 0 ? now().root : nodeAt(now(), place);
      const here = node ? shown(node) : null;
      if (here?.is === "group") return here.items.length;
      return place.length === 0 ? 1 : 0;
    };
    return {
      add: (place, node) =>
        put(
          added(now(), place, node),
          at([...place, count(place)], "[data-inputs] input, [data-inputs] button"),
        ),
      addGroup: (place, mode) =>
        put(added(now(), place, group(mode, [])), at([...place, count(place)], "[data-add]")),
      change: (place, leaf) => {
        const node = nodeAt(now(), place);
        const here = node ? shown(node) : null;
        put(replaced(now(), place, negated(leaf, here?.is === "leaf" && here.isNegated)));
      },
      negate: (place, isNegated) => {
        const node = nodeAt(now(), place);
        const here = node ? shown(node) : null;
        if (here?.is === "leaf") put(replaced(now(), place, negated(here.leaf, isNegated)));
      },
      setMode: (place, mode) => put(withMode(now(), place, mode)),
      remove: (place) => put(removed(now(), place), at(place.slice(0, -1), "[data-add]", true)),
      duplicate: (place) =>
        put(
          duplicated(now(), place),
          at([...place.slice(0, -1), (place.at(-1) ?? 0) + 1], "[data-duplicate]"),
        ),
      wrap: (place) => {
        const node = nodeAt(now(), place);
        if (node) put(replaced(now(), place, group("any", [node])), at(place, "[data-add]", true));
      },
      move: (place, direction, from) => {
        const done = moved(now(), place, direction);
        if (done) put(done.tree, at(done.place, from === "body" ? "" : `[data-move="${from}"]`));
      },
      canMove: (place, direction) => moved(tree, place, direction) !== null,
    };
  }, [tree]);
}

function at(place: Place, inside: string, isOwn = false): string {
  const node = `[data-place="${place.join(".")}"]`;
  if (inside === "") return node;
  return inside
    .split(", ")
    .map((one) => (isOwn ? `[data-foot="${place.join(".")}"] ${one}` : `${node} ${one}`))
    .join(", ");
}
