/**
 * `{{name|お客さま}}` is the friend's name, or the words behind the bar when there is none.
 * The same rules as the server's `content/domain/placeholders.py`: what one of them finds the other finds too.
 */

const PLACEHOLDER = /\{\{\s*([a-z][a-z0-9_.]*)\s*(?:\|([^{}]*))?\}\}/g;

export interface Placeholder {
  name: string;
  /** Nothing where the author gave none: without a value the message is then not sent. */
  fallback?: string;
}

export type Segment = string | Placeholder;

export function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > end) segments.push(text.slice(end, match.index));
    segments.push({ name: match[1] ?? "", fallback: match[2] });
    end = match.index + match[0].length;
  }
  if (end < text.length) segments.push(text.slice(end));
  return segments;
}

/** Braces cannot stand in a fallback: they would end the placeholder. */
export function writtenOut({ name, fallback }: Placeholder): string {
  return fallback === undefined ? `{{${name}}}` : `{{${name}|${fallback.replace(/[{}]/g, "")}}}`;
}

export function textOf(segments: readonly Segment[]): string {
  return segments.map((segment) => (typeof segment === "string" ? segment : writtenOut(segment))).join("");
}

/** The JSON value with what nobody knows here put in as the name that authors gave it. */
export function named(value: unknown, nameOf: (name: string) => string | undefined): unknown {
  if (typeof value === "string")
    return value.replace(PLACEHOLDER, (whole, name: string, fallback?: string) =>
      fallback === undefined ? (nameOf(name) ?? whole) : whole,
    );
  if (Array.isArray(value)) return value.map((item) => named(item, nameOf));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, named(item, nameOf)]));
  return value;
}

export function shortest(text: string): string {
  return text.replace(PLACEHOLDER, (_, _name: string, fallback?: string) => fallback ?? "x");
}

const LONGEST_NAME = 24;

/** What a content without a name is called: its first words, for no friend in particular. As the server does. */
export function firstWords(text: string): string {
  const plain = text.replace(PLACEHOLDER, (_, _name: string, fallback?: string) => fallback || "…");
  const words = [...plain.split(/\s+/).filter(Boolean).join(" ")];
  return words.length <= LONGEST_NAME ? words.join("") : `${words.slice(0, LONGEST_NAME - 1).join("")}…`;
}

const ADDRESSES = new Set(["uri", "url", "originalContentUrl", "previewImageUrl", "thumbnailImageUrl"]);

/** A JSON value with each placeholder replaced, as the server does before sending. Values are put in as they are. */
export function filled(value: unknown, values: Readonly<Record<string, string>>, isAddress = false): unknown {
  if (typeof value === "string") {
    return value.replace(PLACEHOLDER, (whole, name: string, fallback?: string) => {
      const known = Object.hasOwn(values, name) ? values[name] : "";
      const text = known || fallback;
      if (text === undefined) return whole;
      return isAddress ? encodeURIComponent(text) : text;
    });
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, values));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, filled(item, values, ADDRESSES.has(key))]),
    );
  }
  return value;
}
