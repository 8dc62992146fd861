import { expect, test } from "vitest";
import { chosenFriends, exportedFriends } from "./chosen";
import { friendFilter } from "./search";
import { allSelected, noneSelected, toggled } from "./selection";

const filter = friendFilter(1, { name: "子", tree: { version: 1, root: { kind: "tag", tag_ids: [3] } } });

test("some friends are named one by one", () => {
  const some = toggled(toggled(noneSelected, 5), 6);

  expect(chosenFriends(some, filter, { number: 99, is_exact: true })).toEqual({
    who: { friend_ids: [5, 6] },
    count: { number: 2, is_exact: true },
  });
});

test("all means everybody whom the list finds, not those it shows", () => {
  const { who, count } = chosenFriends(allSelected, filter, { number: 12_000, is_exact: true });

  expect(count.number).toBe(12_000);
  expect(who).toEqual({
    name: "子",
    status: undefined,
    tag_id: undefined,
    mark_id: undefined,
    visibility: "shown",
    tree: filter.tree,
    except_ids: [],
  });
});

test("whoever was left out of all is named, and counted off", () => {
  const rest = toggled(toggled(allSelected, 5), 6);
  const { who, count } = chosenFriends(rest, filter, { number: 12_000, is_exact: false });

  expect(count).toEqual({ number: 11_998, is_exact: false });
  expect(who).toMatchObject({ name: "子", except_ids: [5, 6] });
});

test("an export holds the whole list while nobody is chosen", () => {
  const found = { number: 1, is_exact: true };

  expect(exportedFriends(noneSelected, filter, found)).toMatchObject({ except_ids: [] });
  expect(exportedFriends(toggled(allSelected, 5), filter, found)).toMatchObject({ except_ids: [] });
  expect(exportedFriends(toggled(noneSelected, 5), filter, found)).toEqual({ friend_ids: [5] });
});
