import { expect, test } from "vitest";
import { share } from "./share";

test("a share is rounded, finer where it is small", () => {
  expect(share(1, 3)).toBe("33%");
  expect(share(1, 30)).toBe("3.3%");
  expect(share(0, 30)).toBe("0%");
});

test("a share of nobody is a dash", () => {
  expect(share(0, 0)).toBe("—");
});
