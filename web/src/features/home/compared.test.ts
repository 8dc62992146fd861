import { expect, test } from "vitest";
import { compared } from "./compared";

test.each([
  [{ value: 5, previous: 3, n: 10 }, false, { direction: "up", difference: 2, isGood: true }],
  [{ value: 3, previous: 5, n: 10 }, false, { direction: "down", difference: -2, isGood: false }],
  [{ value: 3, previous: 5, n: 10 }, true, { direction: "down", difference: -2, isGood: true }],
  [{ value: 4, previous: 4, n: 10 }, true, { direction: "same", difference: 0, isGood: false }],
])("%o with fewer better = %s", (figure, isFewerBetter, expected) => {
  expect(compared(figure, isFewerBetter)).toEqual(expected);
});
