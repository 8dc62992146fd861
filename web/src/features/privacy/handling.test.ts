import { expect, test } from "vitest";
import type { HandlingOut } from "@/api/schema.gen";
import { csvOf, summed } from "./handling";

const entry = (id: number, more: Partial<HandlingOut> = {}): HandlingOut => ({
  id,
  at: `2026-11-0${id}T00:00:00Z`,
  actor_kind: "user",
  actor_id: 7,
  actor_label: "美香",
  address: null,
  action: "friend.memo_written",
  deed: "changed",
  people: 1,
  ...more,
});

test("deeds are added up by person and kind, exports first", () => {
  const found = summed([
    entry(1),
    entry(3, { people: null }),
    entry(2, { deed: "exported", people: 1200 }),
    entry(4, { actor_kind: "api_key", deed: "exported", people: 5000 }),
  ]);

  expect(found.map((sum) => [sum.who, sum.deed, sum.times, sum.people])).toEqual([
    ["api_key:7", "exported", 1, 5000],
    ["user:7", "exported", 1, 1200],
    ["user:7", "changed", 2, 1],
  ]);
  expect([found[2]?.first, found[2]?.last]).toEqual(["2026-11-01T00:00:00Z", "2026-11-03T00:00:00Z"]);
});

test("a name that looks like a formula stays a name in the file", () => {
  expect(csvOf([["=1+1", 'a "b", c', -3]])).toBe('\uFEFF\'=1+1,"a ""b"", c",-3\r\n');
});
