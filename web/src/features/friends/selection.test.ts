import { expect, test } from "vitest";
import { isNothing, isSelected, noneSelected, toggled } from "./selection";

test("a click chooses a friend and another click leaves them out", () => {
  const one = toggled(noneSelected, 5, [4, 5]);

  expect([isSelected(one, 5), isSelected(one, 4)]).toEqual([true, false]);
  expect(isNothing(toggled(one, 5, [4, 5]))).toBe(true);
});

test("whoever is left out of all leaves the others that are shown", () => {
  const rest = toggled({ kind: "all" }, 5, [4, 5, 6]);

  expect(rest).toEqual({ kind: "some", ids: new Set([4, 6]) });
});
