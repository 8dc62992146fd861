import { expect, test } from "vitest";
import { changesOf, nameOf } from "./changes";

test("only fields that changed are told", () => {
  const entry = { before: { name: "古い", kind: "x" }, after: { name: "新しい", kind: "x" } };

  expect(changesOf(entry)).toEqual([{ field: "name", before: "古い", after: "新しい" }]);
  expect(nameOf(entry)).toBe("新しい");
});

test("of what was deleted the former name is known", () => {
  const entry = { before: { name: "常連", friends: 3 }, after: null };

  expect(nameOf(entry)).toBe("常連");
  expect(changesOf(entry)).toHaveLength(2);
});
