import { expect, test } from "vitest";
import {
  allSelected,
  isEverybody,
  isNothing,
  isSelected,
  noneSelected,
  toggled,
  toggledAll,
} from "./selection";

test("a click chooses a friend and another click leaves them out", () => {
  const one = toggled(noneSelected, 5);

  expect([isSelected(one, 5), isSelected(one, 4)]).toEqual([true, false]);
  expect(isNothing(toggled(one, 5))).toBe(true);
});

test("whoever is left out of all leaves everybody else chosen, shown or not", () => {
  const rest = toggled(toggled(allSelected, 5), 6);

  expect([5, 6, 7, 1_000_000].map((id) => isSelected(rest, id))).toEqual([false, false, true, true]);
  expect(isEverybody(rest)).toBe(false);
  expect(isEverybody(toggled(toggled(rest, 5), 6))).toBe(true);
});

test("the box above all chooses everybody first and then nobody", () => {
  const all = toggledAll(toggled(allSelected, 5));

  expect(isEverybody(all)).toBe(true);
  expect(isNothing(toggledAll(all))).toBe(true);
});

test("all but each one of them is nobody", () => {
  const rest = toggled(toggled(allSelected, 5), 6);

  expect([isNothing(rest, 2), isNothing(rest, 3), isNothing(rest)]).toEqual([true, false, false]);
});
