import { expect, test } from "vitest";
import { DEFAULT_COLUMNS } from "./columns";
import { friendFilter, friendSearch, isAsSaved, isFiltered, searchOfView, viewOfSearch } from "./search";

const tree = { version: 1 as const, root: { kind: "tag", tag_ids: [3] } };

test("an address is read back as the filter that made it", () => {
  const search = friendSearch({
    name: "愛子",
    status: "blocked",
    tag: 3,
    mark: "7",
    order: "reaction",
    tree,
  });

  expect(search).toMatchObject({ name: "愛子", status: "blocked", tag: 3, mark: 7, order: "reaction", tree });
  expect(friendFilter(1, search)).toEqual({
    channel_id: 1,
    name: "愛子",
    status: "blocked",
    tag_id: 3,
    mark_id: 7,
    visibility: "shown",
    tree,
  });
});

test("what makes no sense in an address is left out", () => {
  const search = friendSearch({
    name: ["x"],
    status: "gone",
    tag: -1,
    mark: "abc",
    order: "random",
    visibility: "some",
    tree: { version: 1, root: { kind: "all", of: "x" } },
    columns: "tags",
  });

  expect(Object.values(search).filter((value) => value !== undefined)).toEqual([]);
  expect(isFiltered(search)).toBe(false);
});

test("a name of digits stays a name", () => {
  expect(friendSearch({ name: 123 }).name).toBe("123");
});

test("a condition that means everybody is none", () => {
  const search = friendSearch({ tree: { version: 1, root: { kind: "all", of: [] } } });

  expect(search.tree).toBeUndefined();
});

test("columns are known ones, each once; the usual ones need not be said", () => {
  expect(friendSearch({ columns: ["memo", "shoe_size", "field:4", "memo"] }).columns).toEqual([
    "memo",
    "field:4",
  ]);
  expect(friendSearch({ columns: [...DEFAULT_COLUMNS] }).columns).toBeUndefined();
});

test("a saved view opens as it was saved, and tells when the list was changed since", () => {
  const search = friendSearch({ name: "子", visibility: "all", tree, columns: ["tags", "field:4"] });
  const view = { id: 9, ...viewOfSearch(search), filters: { ...viewOfSearch(search).filters } };

  const opened = searchOfView(view);

  expect(opened).toEqual({ ...search, view: 9 });
  expect(isAsSaved(opened, view)).toBe(true);
  expect(isAsSaved({ ...opened, name: "美" }, view)).toBe(false);
  expect(isAsSaved({ ...opened, columns: undefined }, view)).toBe(false);
});
