import { expect, test } from "vitest";
import { blockedCompared, compared } from "./compared";

test.each([
  [{ value: 5, previous: 3, n: 10 }, false, { direction: "up", difference: 2, isGood: true }],
  [{ value: 3, previous: 5, n: 10 }, false, { direction: "down", difference: -2, isGood: false }],
  [{ value: 3, previous: 5, n: 10 }, true, { direction: "down", difference: -2, isGood: true }],
  [{ value: 4, previous: 4, n: 10 }, true, { direction: "same", difference: 0, isGood: false }],
])("%o with fewer better = %s", (figure, isFewerBetter, expected) => {
  expect(compared(figure, isFewerBetter)).toEqual(expected);
});

test.each([
  [{ blocks: 2, friends: 100 }, { blocks: 1, friends: 100 }, "up"],
  [{ blocks: 2, friends: 200 }, { blocks: 2, friends: 100 }, "down"],
  [{ blocks: 1, friends: 3 }, { blocks: 2, friends: 6 }, "same"],
  [{ blocks: 0, friends: 3 }, { blocks: 0, friends: 0 }, null],
] as const)("a share of %o against %o is %s", (now, before, expected) => {
  expect(blockedCompared(now, before)).toBe(expected);
});
