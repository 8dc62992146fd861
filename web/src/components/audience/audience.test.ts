import { expect, test } from "vitest";
import { type Audience, everybody, recipientsOf } from "./audience";

const tree = { version: 1 as const, root: { kind: "tag", tag_ids: [3] } };

test("each way names exactly what it needs, and nothing while that is not chosen", () => {
  const all: Audience = { ...everybody, tagId: 3, segmentId: 5, condition: tree };

  expect(recipientsOf(everybody)).toEqual({ everyone: true });
  expect(recipientsOf({ ...all, way: "tag" })).toEqual({ tag_id: 3 });
  expect(recipientsOf({ ...all, way: "segment" })).toEqual({ segment_id: 5 });
  expect(recipientsOf({ ...all, way: "condition" })).toEqual({ condition: tree });
  expect(recipientsOf({ ...everybody, way: "tag" })).toBeNull();
  expect(recipientsOf({ ...everybody, way: "condition" })).toBeNull();
});

test("whoever is left out is left out of any way", () => {
  const narrowed = { ...everybody, withoutTags: [7], withoutCondition: tree };

  expect(recipientsOf(narrowed)).toEqual({
    everyone: true,
    exclude: { friend_ids: [], tag_ids: [7], segment_ids: [], condition: tree },
  });
});
