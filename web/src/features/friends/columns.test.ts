import { expect, test } from "vitest";
import { fetchedColumns, layoutOf } from "./columns";

test("only what a friend's own row does not hold is asked for", () => {
  expect(fetchedColumns(["tags", "memo", "field:7", "reaction", "score"])).toEqual([
    "memo",
    "field:7",
    "score",
  ]);
});

test("the table scrolls sideways before a column gets too narrow to read", () => {
  const few = layoutOf(["reaction"], false);
  const more = layoutOf(["reaction", "field:7"], true);

  expect(few.grid).toBe("minmax(180px, 1.6fr) 112px");
  expect(more.grid).toBe("24px minmax(180px, 1.6fr) 112px minmax(130px, 1fr)");
  expect(more.least).toBeGreaterThan(few.least);
});
