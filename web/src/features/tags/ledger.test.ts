import { describe, expect, it } from "vitest";
import type { ListedTagOut } from "@/api/schema.gen";
import { folderNames, foldersOf, isOver } from "./ledger";
import { tagSearch } from "./search";

function tag(name: string, more: Partial<ListedTagOut> = {}): ListedTagOut {
  return {
    id: name.length,
    name,
    folder: "",
    kind: "",
    genre: "",
    meaning: "",
    purpose: "",
    owner: null,
    creator: "",
    retires_on: null,
    capacity: null,
    created_at: "2026-01-01T00:00:00Z",
    last_used_at: null,
    archived_at: null,
    friends: { number: 0, is_exact: true },
    uses: [],
    ...more,
  };
}

const tags = [
  tag("b", { folder: "会員", friends: { number: 3, is_exact: true } }),
  tag("a", { folder: "会員", meaning: "ＶＩＰのお客様" }),
  tag("c", { kind: "status" }),
  tag("old", { archived_at: "2026-02-01T00:00:00Z" }),
];

const shape = (search: Parameters<typeof foldersOf>[1]) =>
  foldersOf(tags, search).map((folder) => [folder.name, folder.tags.map((one) => one.name)]);

describe("the ledger", () => {
  it("lists tags by folder, those without one last, and archived ones only when asked", () => {
    expect(shape({})).toEqual([
      ["会員", ["a", "b"]],
      ["", ["c"]],
    ]);
    expect(shape({ archived: true }).at(-1)).toEqual(["", ["c", "old"]]);
  });

  it("puts the most people first when asked", () => {
    expect(shape({ sort: "people" })[0]).toEqual(["会員", ["b", "a"]]);
  });

  it("finds words in the meaning whatever their width, and filters by kind", () => {
    expect(shape({ q: "vip" })).toEqual([["会員", ["a"]]]);
    expect(shape({ kind: "status" })).toEqual([["", ["c"]]]);
  });

  it("offers the folders that there are", () => {
    expect(folderNames(tags)).toEqual(["会員"]);
  });

  it("knows when a day has come", () => {
    const today = new Date("2026-10-15T03:00:00Z");
    expect([isOver("2026-10-15", today), isOver("2026-10-16", today), isOver(null, today)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("an address", () => {
  it("that somebody mistyped is read as far as it makes sense", () => {
    expect(tagSearch({ q: "VIP", kind: "nothing", sort: "people", archived: "true" })).toEqual({
      q: "VIP",
      kind: undefined,
      sort: "people",
      archived: true,
    });
  });
});
