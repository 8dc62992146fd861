import { expect, test } from "vitest";
import type { ActionInputOut, ActionKindOut } from "@/api/schema.gen";
import { newSpec } from "@/components/actions";
import { isComplete } from "./complete";

const input = (name: string, type: string, is_required = true): ActionInputOut => ({
  name,
  type: type as ActionInputOut["type"],
  ja: name,
  en: name,
  is_required,
  choices: [],
});
const kind = (name: string, ...inputs: ActionInputOut[]): ActionKindOut => ({
  do: name,
  ja: name,
  en: name,
  group: "friend",
  inputs,
});

const TAG = kind("add_tag", input("tag_id", "tag"));
const ASSIGN = kind("assign", input("member_id", "member", false));
const NUMBER = kind("add_number", input("field_id", "field"), input("amount", "number"));
const SEND = kind("send", input("blocks", "blocks"));
const HIDE = kind("hide");
const KINDS = [TAG, ASSIGN, NUMBER, SEND, HIDE];

test("what was just added is complete only if nothing has to be chosen", () => {
  const ready = KINDS.filter((one) => isComplete(newSpec(one), KINDS)).map((one) => one.do);

  expect(ready).toEqual(["assign", "hide"]);
});

test("an amount of zero is an amount", () => {
  expect(isComplete({ do: "add_number", field_id: 3, amount: 0 }, KINDS)).toBe(true);
});

test("a message needs words", () => {
  expect(isComplete({ do: "send", blocks: [{ kind: "text", text: "お知らせ" }] }, KINDS)).toBe(true);
});

test("what the server does not offer is never complete", () => {
  expect(isComplete({ do: "dance" }, KINDS)).toBe(false);
});
