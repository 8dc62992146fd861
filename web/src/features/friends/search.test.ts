import { expect, test } from "vitest";
import { friendFilter, friendSearch, isFiltered } from "./search";

test("an address is read back as the filter that made it", () => {
  const search = friendSearch({ name: "愛子", status: "blocked", tag: 3, mark: "7", order: "reaction" });

  expect(search).toEqual({ name: "愛子", status: "blocked", tag: 3, mark: 7, order: "reaction" });
  expect(friendFilter(1, search)).toEqual({
    channel_id: 1,
    name: "愛子",
    status: "blocked",
    tag_id: 3,
    mark_id: 7,
  });
});

test("what makes no sense in an address is left out", () => {
  const search = friendSearch({ name: ["x"], status: "gone", tag: -1, mark: "abc", order: "random" });

  expect(Object.values(search).filter((value) => value !== undefined)).toEqual([]);
  expect(isFiltered(search)).toBe(false);
});

test("a name of digits stays a name", () => {
  expect(friendSearch({ name: 123 }).name).toBe("123");
});
