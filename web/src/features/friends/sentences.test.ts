import i18n, { type TFunction } from "i18next";
import { beforeAll, expect, test } from "vitest";
import type { TimelineEntryOut } from "@/api/schema.gen";
import { textsOf } from "@/app/i18n";
import { KNOWN_KINDS } from "./happenings";
import { sentenceOf } from "./sentences";

let t: TFunction<"friends">;
let english: TFunction<"friends">;

beforeAll(async () => {
  const own = i18n.createInstance();
  await own.init({
    lng: "ja",
    resources: { ja: await textsOf("ja") },
    interpolation: { escapeValue: false },
  });
  t = own.getFixedT("ja", "friends");
  own.addResourceBundle("en", "friends", {});
  for (const [name, texts] of Object.entries(await textsOf("en")))
    own.addResourceBundle("en", name, texts, true, true);
  english = own.getFixedT("en", "friends");
});

const nameOf = (source: string) => (source === "scenario:5" ? { label: "ようこそ", to: null } : null);

function read(kind: string, data: TimelineEntryOut["data"]) {
  return sentenceOf({ kind, data, occurred_at: "2026-10-15T03:00:00Z" }, t, nameOf, "ja");
}

test("a message that was not sent says what it was and why not", () => {
  const said = read("message.skipped", {
    dispatch_kind: "scenario",
    source: "scenario:5",
    reason_ja: "ブロックされています。",
    reason_en: "The friend has blocked the account.",
    messages: [{ type: "sticker" }, { type: "text", text: "こんにちは" }],
  });

  expect(said.text).toBe("シナリオ「ようこそ」は送りませんでした。理由：ブロックされています。");
  expect(said.note).toBe("こんにちは");
});

test("a friend's words are told beside the sentence, never in it", () => {
  expect(read("message.received", { type: "text", text: "<b>予約</b>" })).toEqual({
    text: "メッセージが届きました",
    note: "<b>予約</b>",
  });
});

test("a tag says what put it on", () => {
  const said = read("tag.added", { tag_id: 1, name: "常連", cause: "scenario:5" });

  expect(said.text).toBe("タグ「常連」が付きました（「ようこそ」による）");
});

test("what became of a field stands beside the sentence", () => {
  const one = { field_id: 1, name: "来店日", before: null, after: "2024-01-05" };
  const cleared = { field_id: 2, name: "会員", before: 2, after: null, before_text: "ゴールド" };

  expect(read("field.changed", { changes: [one], source: "staff:3" })).toEqual({
    text: "「来店日」が変わりました（担当者による）",
    note: "2024年1月5日",
  });
  expect(read("field.changed", { changes: [cleared] }).text).toBe("「会員」が空になりました");
  expect(read("field.changed", { changes: [one, cleared, one, one, one] }).text).toBe(
    "「来店日」「会員」「来店日」とほか2個の友だち情報が変わりました",
  );
});

test.each([
  "field.changed",
  "message.received",
  "postback.received",
  "friend.followed",
  "scenario.left",
  "line.newThing",
])("%s without any details is still a sentence", (kind) => {
  const { text } = read(kind, {});

  expect(text).not.toMatch(/event\.|undefined|\{\{/);
});

test.each(KNOWN_KINDS)("%s has a sentence of its own in both languages", (kind) => {
  const entry = { kind, data: {}, occurred_at: "2026-10-15T03:00:00Z" };
  const ja = sentenceOf(entry, t, nameOf, "ja").text;
  const en = sentenceOf(entry, english, nameOf, "en").text;

  for (const text of [ja, en]) expect(text).not.toMatch(/event\.|timeline\.|undefined|\{\{|^$/);
  expect(ja).not.toBe(t("event.other"));
  expect(en).not.toBe(english("event.other"));
  expect(en).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
});

test("a change of the lifecycle says from where to where", () => {
  expect(read("lifecycle.changed", { from: "active", to: "cooling" }).text).toBe(
    "関係の段階が「反応あり」から「反応低下」に変わりました",
  );
});

test.each([
  ["import:4", "タグ「常連」が付きました（ファイルの取り込みによる）"],
  ["undo:4", "タグ「常連」が付きました（操作を元に戻したため）"],
  ["genre:4", "タグ「常連」が付きました（関心が高くなったため）"],
  ["api_key:4", "タグ「常連」が付きました（外部システムによる）"],
])("what came by %s says so", (cause, text) => {
  expect(read("tag.added", { name: "常連", cause }).text).toBe(text);
});

test("a purchase is told with its amount and what was bought", () => {
  const bought = read("order.placed", { total: 6_380, names: ["集中トリートメント", "頭皮ブラシ"] });
  expect(bought).toEqual({ text: "購入しました（6,380円）", note: "集中トリートメント、頭皮ブラシ" });
});

test("a fact of another system is called by its own name", () => {
  expect(read("external.cart_left", {}).text).toBe("他システムのできごと「cart_left」");
});
