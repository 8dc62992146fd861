import { describe, expect, it } from "vitest";
import {
  added,
  duplicated,
  everyone,
  group,
  isEveryone,
  leavesOf,
  moved,
  negated,
  nodeAt,
  readTree,
  removed,
  replaced,
  shown,
  shownRoot,
  type Tree,
  type TreeNode,
  withMode,
} from "./tree";

const tag = (id: number) => ({ kind: "tag", tag_ids: [id] });
const tree = (...of: TreeNode[]): Tree => ({ version: 1, root: { kind: "all", of } });

describe("a condition tree", () => {
  it("shows 'none of' for a negated 'any', and keeps the server's paths", () => {
    const here = shown({ kind: "not", of: { kind: "any", of: [tag(1), tag(2)] } }, "root.of.3");
    expect(here).toMatchObject({ is: "group", mode: "none", path: "root.of.3.of" });
    expect(here.is === "group" && here.pathOf(1)).toBe("root.of.3.of.of.1");
  });

  it("shows a negated condition as a condition that shall not hold", () => {
    expect(shown({ kind: "not", of: tag(1) }, "root")).toEqual({
      is: "leaf",
      leaf: tag(1),
      isNegated: true,
      path: "root.of",
    });
    expect(shown({ kind: "not", of: { kind: "not", of: tag(1) } })).toMatchObject({ isNegated: false });
  });

  it("draws a lone condition as a group of one and makes it one when changed", () => {
    const lone: Tree = { version: 1, root: tag(1) };
    expect(shownRoot(lone).pathOf(0)).toBe("root");
    expect(added(lone, [], tag(2))).toEqual(tree(tag(1), tag(2)));
    expect(replaced(lone, [0], tag(3))).toEqual(tree(tag(3)));
  });

  it("adds, replaces, copies and removes within 'none of' without losing the 'not'", () => {
    const start = tree(group("none", [tag(1)]));
    expect(added(start, [0], tag(2))).toEqual(tree(group("none", [tag(1), tag(2)])));
    expect(replaced(start, [0, 0], negated(tag(5), true))).toEqual(
      tree(group("none", [{ kind: "not", of: tag(5) }])),
    );
    expect(duplicated(start, [0, 0])).toEqual(tree(group("none", [tag(1), tag(1)])));
    expect(removed(start, [0, 0])).toEqual(tree(group("none", [])));
  });

  it("changes how a group joins, at the root too", () => {
    expect(withMode(tree(tag(1)), [], "none").root).toEqual(group("none", [tag(1)]));
    expect(withMode(tree(group("any", [tag(1)])), [0], "all")).toEqual(tree(group("all", [tag(1)])));
  });

  it("moves a condition past its neighbour, into a group and out of it again", () => {
    const start = tree(tag(1), tag(2), group("any", [tag(3)]));
    const past = moved(start, [0], 1);
    expect(past).toEqual({ tree: tree(tag(2), tag(1), group("any", [tag(3)])), place: [1] });
    const into = past && moved(past.tree, past.place, 1);
    expect(into).toEqual({ tree: tree(tag(2), group("any", [tag(1), tag(3)])), place: [1, 0] });
    const out = into && moved(into.tree, into.place, -1);
    expect(out).toEqual({ tree: tree(tag(2), tag(1), group("any", [tag(3)])), place: [1] });
  });

  it("moves upwards into the end of a group, and downwards out of its end", () => {
    const into = moved(tree(group("any", [tag(1)]), tag(2)), [1], -1);
    expect(into).toEqual({ tree: tree(group("any", [tag(1), tag(2)])), place: [0, 1] });
    expect(into && moved(into.tree, into.place, 1)).toEqual({
      tree: tree(group("any", [tag(1)]), tag(2)),
      place: [1],
    });
  });

  it("cannot move beyond its ends", () => {
    expect(moved(tree(tag(1), tag(2)), [0], -1)).toBeNull();
    expect(moved(tree(tag(1), tag(2)), [1], 1)).toBeNull();
  });

  it("never loses a condition, wherever it is moved", () => {
    const start = tree(group("none", [tag(1), group("any", [tag(2), tag(3)])]), tag(4));
    const places = [[0], [0, 0], [0, 1], [0, 1, 0], [0, 1, 1], [1]];
    for (const place of places) {
      for (const direction of [-1, 1] as const) {
        const done = moved(start, place, direction);
        if (!done) continue;
        expect(nodeAt(done.tree, done.place)).toEqual(nodeAt(start, place));
        const ids = leavesOf(done.tree.root).map((leaf) => (leaf.tag_ids as number[])[0]);
        expect(ids.sort()).toEqual([1, 2, 3, 4]);
      }
    }
  });

  it("knows everyone", () => {
    expect(isEveryone(everyone)).toBe(true);
    expect(isEveryone(tree(tag(1)))).toBe(false);
    expect(isEveryone({ version: 1, root: group("none", []) })).toBe(false);
  });

  it("is read from an address only if it is one", () => {
    expect(readTree(tree(tag(1)))).toEqual(tree(tag(1)));
    for (const wrong of [null, "x", {}, { version: 2, root: tag(1) }, { version: 1, root: { kind: "all" } }])
      expect(readTree(wrong)).toBeNull();
    expect(readTree({ version: 1, root: { kind: "not", of: [tag(1)] } })).toBeNull();
  });
});
