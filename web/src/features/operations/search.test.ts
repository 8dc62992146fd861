import { describe, expect, it } from "vitest";
import { kindName, namesKind } from "./search";

describe("a row of the operations", () => {
  it("does not say its kind again below a title that begins with it", () => {
    expect(namesKind("試し取り込み：顧客.csv", "試し取り込み")).toBe(true);
    expect(namesKind("trial import: customers.csv", "Trial import")).toBe(true);
  });

  it("says it where the title does not", () => {
    expect(namesKind("タグ「会員」を付ける", "まとめて操作")).toBe(false);
  });

  it("has a word for kinds that it does not know", () => {
    expect([kindName("import_check"), kindName("something new")]).toEqual(["import_check", "other"]);
  });
});
