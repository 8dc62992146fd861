import { expect, test } from "vitest";
import { chosenFriends } from "./chosen";
import { friendFilter } from "./search";
import { noneSelected, toggled } from "./selection";

const filter = friendFilter(1, { name: "子", tree: { version: 1, root: { kind: "tag", tag_ids: [3] } } });

test("some friends are named one by one", () => {
  const some = toggled(toggled(noneSelected, 5, []), 6, []);

  expect(chosenFriends(some, filter, { number: 99, is_exact: true })).toEqual({
    who: { friend_ids: [5, 6] },
    count: { number: 2, is_exact: true },
  });
});

test("all means everybody whom the list finds, not those it shows", () => {
  const { who, count } = chosenFriends({ kind: "all" }, filter, { number: 12_000, is_exact: true });

  expect(count.number).toBe(12_000);
  expect(who).toEqual({
    name: "子",
    status: undefined,
    tag_id: undefined,
    mark_id: undefined,
    visibility: "shown",
    tree: filter.tree,
  });
});
