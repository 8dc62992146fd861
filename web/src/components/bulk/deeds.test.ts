import { expect, test } from "vitest";
import { DEED_GROUPS, isComplete, newDeed } from "./deeds";

const NAMES = DEED_GROUPS.flatMap(({ kinds }) => kinds.map((kind) => kind.do));

test("a new deed is complete only if there is nothing to choose", () => {
  const ready = NAMES.filter((name) => isComplete(newDeed(name)));

  expect(ready).toEqual(["mute", "unmute", "hide", "unhide"]);
});

test("nobody is somebody to assign to", () => {
  expect(isComplete({ do: "assign", member_id: null })).toBe(true);
});

test("an amount of zero is an amount", () => {
  expect(isComplete({ do: "add_number", field_id: 3, amount: 0 })).toBe(true);
  expect(isComplete({ do: "add_number", field_id: 3, amount: null })).toBe(false);
});

test("a message needs words", () => {
  const deed = newDeed("send");
  expect(isComplete(deed)).toBe(false);
  expect(isComplete({ ...deed, blocks: [{ kind: "text", text: "お知らせ" }] })).toBe(true);
});
