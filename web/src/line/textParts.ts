import { linkify } from "./linkify";
import { isObject, type Json, numberOf, objectOf, objectsOf, textOf } from "./read";

/** A stretch of a text message: plain, tappable, a mention, or one of LINE's own emoji. */
export type Part =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; uri: string }
  | { kind: "mention"; text: string }
  | { kind: "emoji"; productId: string; emojiId: string };

/** LINE takes 5,000 UTF-16 units; what is longer can only be broken, and is cut so that the page lives. */
const DRAWN_UNITS = 10_000;
const BRACES = /\{\{|\}\}|\{([0-9A-Za-z_]{1,20})\}/g;

export function partsOf(message: Json): Part[] {
  const whole = textOf(message.text);
  const text = whole.length > DRAWN_UNITS ? `${whole.slice(0, DRAWN_UNITS)}…` : whole;
  const parts =
    message.type === "textV2" ? substituted(text, objectOf(message.substitution)) : marked(text, message);
  return parts.flatMap((part) => (part.kind === "text" ? tappable(part.text) : [part]));
}

function tappable(text: string): Part[] {
  return linkify(text).map((part) =>
    part.uri ? { kind: "link", text: part.text, uri: part.uri } : { kind: "text", text: part.text },
  );
}

interface Mark {
  index: number;
  length: number;
  part: Part;
}

/** LINE counts the places of emoji and mentions in UTF-16 units, as JavaScript does. */
function marked(text: string, message: Json): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const { index, length, part } of marksOf(text, message)) {
    if (index < end) continue;
    if (index > end) parts.push({ kind: "text", text: text.slice(end, index) });
    parts.push(part);
    end = index + length;
  }
  if (end < text.length) parts.push({ kind: "text", text: text.slice(end) });
  return parts;
}

function marksOf(text: string, message: Json): Mark[] {
  const marks: Mark[] = [];
  for (const emoji of objectsOf(message.emojis)) {
    const index = numberOf(emoji.index);
    if (index === undefined || index < 0) continue;
    // What we send marks each emoji with "$"; what friends send spells it out, as in "(moon wink)".
    const length = numberOf(emoji.length) ?? (text[index] === "$" ? 1 : 0);
    if (length > 0 && index + length <= text.length) marks.push({ index, length, part: emojiPart(emoji) });
  }
  for (const mention of objectsOf(objectOf(message.mention).mentionees)) {
    const index = numberOf(mention.index);
    const length = numberOf(mention.length);
    if (index === undefined || !length || index < 0 || length < 0 || index + length > text.length) continue;
    marks.push({ index, length, part: { kind: "mention", text: text.slice(index, index + length) } });
  }
  return marks.sort((one, other) => one.index - other.index);
}

function emojiPart(emoji: Json): Part {
  return { kind: "emoji", productId: textOf(emoji.productId), emojiId: textOf(emoji.emojiId) };
}

function substituted(text: string, substitution: Json): Part[] {
  const parts: Part[] = [];
  let plain = "";
  let end = 0;
  for (const match of text.matchAll(BRACES)) {
    plain += text.slice(end, match.index);
    end = match.index + match[0].length;
    const part = match[1] === undefined ? undefined : substitutePart(substitution[match[1]], match[1]);
    if (!part) {
      plain += match[1] === undefined ? match[0].charAt(0) : match[0];
      continue;
    }
    parts.push({ kind: "text", text: plain }, part);
    plain = "";
  }
  return [...parts, { kind: "text", text: plain + text.slice(end) }];
}

function substitutePart(value: unknown, key: string): Part | undefined {
  if (!isObject(value)) return undefined;
  if (value.type === "emoji") return emojiPart(value);
  if (value.type !== "mention") return undefined;
  return { kind: "mention", text: objectOf(value.mentionee).type === "all" ? "@All" : `@${key}` };
}
