import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { TimelineEntryOut } from "@/api/schema.gen";
import { yen } from "@/components/customers";
import { lookText } from "@/components/fields";
import { type Source, useSourceNames } from "@/components/sourceNames";

export interface Sentence {
  text: string;
  /** The friend's own words, or those sent; never part of a sentence of ours. */
  note: string;
}

const SENT = new Set([
  "message.sent",
  "message.held",
  "message.skipped",
  "message.failed",
  "message.unknown",
]);
const TALK_TYPES = ["text", "image", "video", "audio", "file", "location", "sticker"];

/** Reads a fact aloud in the reader's language. */
export function useSentence(): (entry: TimelineEntryOut) => Sentence {
  const { t, i18n } = useTranslation("friends");
  const nameOf = useSourceNames();
  return (entry) => sentenceOf(entry, t, nameOf, i18n.language);
}

export function sentenceOf(
  entry: TimelineEntryOut,
  t: TFunction<"friends">,
  nameOf: (source: string) => Source | null,
  language: string,
): Sentence {
  const { kind, data } = entry;
  if (SENT.has(kind)) return sendingOf(kind, data, t, nameOf, language);
  const plain = (text: string, note = ""): Sentence => ({ text, note });
  switch (kind) {
    case "message.received": {
      if (data.is_unsent) return plain(t("event.message_unsent"));
      const type = TALK_TYPES.includes(wordOf(data.type)) ? wordOf(data.type) : "other";
      return plain(t(`event.received.${type}`), wordOf(data.text));
    }
    case "message.edited":
      return plain(t("event.message_edited"), wordOf(data.text));
    case "message.unsent":
      return plain(t("event.message_unsent"));
    case "postback.received":
      return plain(t("event.postback"), wordOf(data.data));
    case "friend.followed": {
      const followed = ["new", "returning", "known"].find((one) => one === data.case) ?? "inferred";
      return plain(t(`event.followed.${data.late ? "late" : followed}`));
    }
    case "tag.added":
    case "tag.full":
    case "tag.removed":
      return plain(
        t(`event.${kind.replace(".", "_")}`, { tag: wordOf(data.name) }) +
          causeOf(wordOf(data.cause), t, nameOf),
      );
    case "field.changed": {
      const { text, note } = fieldSentence(data.changes, t, language);
      return plain(text + causeOf(wordOf(data.source), t, nameOf), note);
    }
    case "scenario.entered":
    case "scenario.left": {
      const scenario = nameOf(`scenario:${String(data.scenario_id)}`)?.label ?? "";
      const reason = wordOf(data.reason);
      const why = kind === "scenario.left" && LEFT.includes(reason) ? t(`left.${reason}`) : "";
      return plain(t(`event.${kind.replace(".", "_")}`, { scenario }) + why);
    }
    case "segment.entered":
    case "segment.left": {
      const why = data.cause === "edit" ? t("segments:timeline.edit") : "";
      const what = kind === "segment.entered" ? "entered" : "left";
      return plain(t(`segments:timeline.${what}`, { name: wordOf(data.name) }) + why);
    }
    case "lifecycle.changed":
      return plain(t("event.lifecycle_changed", { from: stateOf(data.from, t), to: stateOf(data.to, t) }));
    case "visibility.hidden":
    case "visibility.shown":
    case "visibility.muted":
    case "visibility.unmuted":
      return plain(t(`event.${kind.replace(".", "_")}`) + causeOf(wordOf(data.cause), t, nameOf));
    case "consent.given":
    case "consent.withdrawn": {
      const what = kind === "consent.given" ? "given" : "withdrawn";
      const version = Number(data.version) || 1;
      return plain(t(`privacy:timeline.${what}`, { name: wordOf(data.name), version }), wordOf(data.source));
    }
    case "order.placed":
    case "order.refunded":
    case "order.cancelled":
      return plain(
        t(`customers:timeline.${kind.replace(".", "_")}`, { total: yen(Number(data.total) || 0, language) }),
        Array.isArray(data.names) ? data.names.map(wordOf).join("、") : "",
      );
    default:
      if (kind.startsWith("external."))
        return plain(t("customers:timeline.external", { kind: kind.slice("external.".length) }));
      return plain(t(KNOWN.includes(kind) ? `event.${kind.replace(".", "_")}` : "event.other"));
  }
}

/** What became of fields. A value may be a friend's own words, so it stands beside the sentence. */
function fieldSentence(changes: unknown, t: TFunction<"friends">, language: string): Sentence {
  const list = Array.isArray(changes) ? (changes as Record<string, unknown>[]) : [];
  const names = list.slice(0, MOST_NAMES).map((one) => t("event.fieldName", { name: wordOf(one.name) }));
  if (list.length > MOST_NAMES)
    return {
      text: t("event.fieldsChanged", { names: names.join(""), count: list.length - MOST_NAMES }),
      note: "",
    };
  const [only] = list;
  if (!only || list.length > 1) return { text: t("event.fieldChanged", { names: names.join("") }), note: "" };
  if (only.after === null || only.after === undefined)
    return { text: t("event.fieldCleared", { names: names.join("") }), note: "" };
  const words = { yes: t("common:yes"), no: t("common:no"), language, zone: "Asia/Tokyo" };
  const value = wordOf(only.after_text) || lookText(only.after, words);
  return { text: t("event.fieldChanged", { names: names.join("") }), note: value };
}

const MOST_NAMES = 3;
const KNOWN = [
  "friend.blocked",
  "friend.discovered",
  "video.completed",
  "account.linked",
  "beacon.detected",
  "membership.changed",
];
const CAUSES = ["api_key", "form", "genre", "import", "undo"];
const STATES = ["new", "active", "cooling", "dormant", "lost", "graduated"];
const LEFT = ["blocked", "staff", "rule", "archived"];

function sendingOf(
  kind: string,
  data: TimelineEntryOut["data"],
  t: TFunction<"friends">,
  nameOf: (source: string) => Source | null,
  language: string,
): Sentence {
  const source = nameOf(wordOf(data.source))?.label;
  const from = t(`deliveries:kind.${wordOf(data.dispatch_kind) || "staff"}`);
  const what = source ? t("event.sending.from", { kind: from, name: source }) : from;
  const reason = wordOf(language === "ja" ? data.reason_ja : data.reason_en);
  const text = t(`event.sending.${kind.replace("message.", "")}`, { what });
  return {
    text: reason ? `${text}${t("event.sending.why", { reason })}` : text,
    note: firstWords(data.messages),
  };
}

function causeOf(cause: string, t: TFunction<"friends">, nameOf: (source: string) => Source | null): string {
  if (!cause) return "";
  if (cause.startsWith("tag_merge:")) return t("cause.tag_merge");
  const source = nameOf(cause);
  if (source) return t("cause.source", { name: source.label });
  const word = cause.split(":")[0] ?? "";
  if (["user", "staff", "cli"].includes(word)) return t("cause.staff");
  return CAUSES.includes(word) ? t(`cause.${word}`) : "";
}

function stateOf(state: unknown, t: TFunction<"friends">): string {
  return STATES.includes(wordOf(state)) ? t(`lifecycle.${wordOf(state)}`) : t("lifecycle.unknown");
}

function firstWords(messages: unknown): string {
  if (!Array.isArray(messages)) return "";
  for (const message of messages as Record<string, unknown>[]) {
    const words = wordOf(message?.text) || wordOf(message?.altText);
    if (words) return words;
  }
  return "";
}

function wordOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
