import { expect, test } from "vitest";
import type { OperationOut } from "@/api/schema.gen";
import { deedsFor, roundedRest, shareOf } from "./state";

const RUNNING: OperationOut = {
  id: 1,
  channel_id: 1,
  kind: "bulk",
  title: { ja: "タグ「VIP」を付ける", en: "Put on the tag “VIP”" },
  state: "running",
  is_undoing: false,
  total: 400,
  done: 100,
  changed: 90,
  failed: 0,
  to_undo: 0,
  undone: 0,
  seconds_left: 30,
  can_undo: false,
  undoable: 0,
  undo_until: null,
  error: null,
  started_by: "花江 優子",
  created_at: "2026-10-15T03:00:00Z",
  started_at: "2026-10-15T03:00:00Z",
  finished_at: null,
};

test("a running operation shows how much of it is done", () => {
  expect(shareOf(RUNNING)).toEqual({ done: 100, total: 400, percent: 25 });
});

test("while it is taken back, the undo's own progress is shown", () => {
  const undoing = { ...RUNNING, state: "undoing" as const, is_undoing: true, to_undo: 90, undone: 45 };
  expect(shareOf(undoing)).toEqual({ done: 45, total: 90, percent: 50 });
});

test("what is over is full even if there was nothing to do", () => {
  expect(shareOf({ ...RUNNING, state: "done", total: 0, done: 0 }).percent).toBe(100);
});

test("each state offers what can be done in it", () => {
  expect(deedsFor(RUNNING)).toEqual(["cancel"]);
  expect(deedsFor({ ...RUNNING, state: "failed", can_undo: true })).toEqual(["resume", "undo"]);
  expect(deedsFor({ ...RUNNING, state: "undone" })).toEqual([]);
});

test.each([
  [3, "seconds", 5],
  [48, "seconds", 50],
  [61, "minutes", 2],
  [4_000, "hours", 2],
])("%i seconds are told as a round guess", (seconds, unit, count) => {
  expect(roundedRest(seconds)).toEqual({ unit, count });
});
