import { describe, expect, it } from "vitest";
import type { ImportWorkOut } from "@/api/schema.gen";
import { lookOf } from "./status";

const work = (state: ImportWorkOut["state"], total: number, failed: number) =>
  ({ state, total, failed }) as ImportWorkOut;
const tried = (total: number, failed: number) =>
  lookOf({ state: "ready", check: work("done", total, failed), run: null });

describe("where an import is", () => {
  it("waits for staff after a dry run that found rows to import", () => {
    expect(tried(30, 29)).toBe("checked");
  });

  it("does not wait where no row can be imported", () => {
    expect(tried(30, 30)).toBe("nothing");
  });

  it("is what the run says once there is one", () => {
    expect(lookOf({ state: "ready", check: work("done", 3, 0), run: work("failed", 3, 0) })).toBe("stopped");
  });
});
