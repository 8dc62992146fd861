import { expect, test } from "vitest";
import { isFilled, newSource, SOURCE_KINDS } from "./sources";

test.each(SOURCE_KINDS)("an empty row of the kind %s is not sent", (kind) => {
  expect(isFilled(newSource(kind))).toBe(false);
});

test("a row that says something is sent", () => {
  expect(isFilled({ kind: "words", words: ["カラー"] })).toBe(true);
  expect(isFilled({ kind: "fact", event: "order.placed", key: "categories", value: "靴" })).toBe(true);
  expect(isFilled({ kind: "fact", event: "external.visited", key: "", value: "" })).toBe(true);
});
