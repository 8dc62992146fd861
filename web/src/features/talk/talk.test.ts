import { describe, expect, it } from "vitest";
import type { CannedReplyOut, TalkMessageOut } from "@/api/schema.gen";
import { dayAfter, instantOf, wallClockOf } from "@/lib/zones";
import { cannedQueryOf, matching } from "./CannedPicker";
import { daysOf, newestHeardAt } from "./days";
import { isSendKey } from "./ReplyComposer";
import { talkSearch } from "./search";
import { waitOf } from "./waiting";

const entry = (key: string, at: string, sender: TalkMessageOut["sender"] = "friend") =>
  ({ key, at, sender, kind: "message" }) as TalkMessageOut;

const canned = (name: string, shortcut: string) =>
  ({ id: name.length, name, shortcut, folder: "" }) as CannedReplyOut;

describe("the wait of a friend", () => {
  const now = new Date("2026-11-22T12:00:00Z");
  it.each([
    ["2026-11-22T11:59:40Z", { unit: "minutes", count: 0, isOverdue: false }],
    ["2026-11-22T11:01:00Z", { unit: "minutes", count: 59, isOverdue: false }],
    ["2026-11-21T12:00:01Z", { unit: "hours", count: 23, isOverdue: false }],
    ["2026-11-21T12:00:00Z", { unit: "hours", count: 24, isOverdue: true }],
    ["2026-11-20T11:00:00Z", { unit: "days", count: 2, isOverdue: true }],
    ["2026-11-22T12:00:05Z", { unit: "minutes", count: 0, isOverdue: false }],
  ])("since %s", (since, wait) => expect(waitOf(since, now)).toEqual(wait));
});

describe("the talk", () => {
  it("is read from the oldest to the newest, day by day in the account's zone", () => {
    const days = daysOf(
      [
        entry("c", "2026-11-21T16:00:00Z"),
        entry("b", "2026-11-21T15:30:00Z"),
        entry("a", "2026-11-21T14:59:00Z"),
      ],
      "Asia/Tokyo",
    );
    expect(days.map((day) => [day.key, day.entries.map((one) => one.key)])).toEqual([
      ["2026-11-21", ["a"]],
      ["2026-11-22", ["b", "c"]],
    ]);
  });

  it("knows the friend's newest message", () => {
    const entries = [
      entry("b", "2026-11-22T01:00:00Z", "staff"),
      entry("a", "2026-11-22T00:00:00Z"),
      entry("0", "2026-11-21T00:00:00Z"),
    ];
    expect(newestHeardAt(entries)).toBe("2026-11-22T00:00:00Z");
    expect(newestHeardAt([])).toBeNull();
  });
});

describe("sending by keyboard", () => {
  const press = (changes: object, isComposing = false) =>
    isSendKey({
      key: "Enter",
      ctrlKey: true,
      metaKey: false,
      keyCode: 13,
      nativeEvent: { isComposing } as KeyboardEvent,
      ...changes,
    });
  it("takes Ctrl or ⌘ with Enter", () => {
    expect(press({})).toBe(true);
    expect(press({ ctrlKey: false, metaKey: true })).toBe(true);
  });
  it("leaves a plain Enter to the text", () => expect(press({ ctrlKey: false })).toBe(false));
  it("never sends while a word is being converted", () => {
    expect(press({}, true)).toBe(false);
    expect(press({ keyCode: 229 })).toBe(false);
  });
});

describe("canned replies", () => {
  it("are asked for with a slash at the beginning", () => {
    expect(cannedQueryOf("/")).toBe("");
    expect(cannedQueryOf("／えい")).toBe("えい");
    expect(cannedQueryOf("/a b")).toBeNull();
    expect(cannedQueryOf("1/2")).toBeNull();
  });
  it("are found by shortcut before name, whatever the width of the letters", () => {
    const found = matching(
      [canned("eigyo の説明", "x"), canned("営業", "eigyo"), canned("道順", "map")],
      "ＥＩ",
    );
    expect(found.map((one) => one.name)).toEqual(["営業", "eigyo の説明"]);
  });
});

describe("clocks on the wall", () => {
  it.each([
    ["2026-11-22 09:30:00", "Asia/Tokyo", "2026-11-22T00:30:00.000Z"],
    ["2026-07-01 09:30:00", "America/New_York", "2026-07-01T13:30:00.000Z"],
    ["2026-03-08 03:30:00", "America/New_York", "2026-03-08T07:30:00.000Z"],
  ])("%s in %s", (wallClock, zone, instant) => {
    expect(instantOf(wallClock, zone).toISOString()).toBe(instant);
    expect(wallClockOf(new Date(instant), zone)).toBe(wallClock);
  });
});

describe("tomorrow", () => {
  it("is the account's own", () => {
    expect(dayAfter(new Date("2026-11-30T14:59:00Z"), "Asia/Tokyo")).toBe("2026-12-01");
    expect(dayAfter(new Date("2026-11-30T15:00:00Z"), "Asia/Tokyo")).toBe("2026-12-02");
  });
});

describe("the address of the list", () => {
  it("keeps what makes sense and drops the rest", () => {
    expect(talkSearch({ state: "waiting", mark: "3", assignee: "me", q: "あ", card: true })).toEqual({
      state: "waiting",
      mark: 3,
      assignee: "me",
      q: "あ",
      card: true,
    });
    expect(talkSearch({ state: "x", mark: "-1", assignee: "'; drop", q: 5, card: "yes" })).toEqual({
      q: "5",
    });
  });
});
