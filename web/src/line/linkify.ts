/** Finds what LINE makes tappable inside a text: web addresses and telephone numbers. */

export interface TextPart {
  text: string;
  uri?: string;
}

const TAPPABLE =
  /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]{1,2000}|(?<![\d-])0\d{1,4}-\d{1,4}-\d{3,4}(?![\d-])/g;
/** Letters that end a sentence rather than an address. */
const TRAILING = /[.,;:!?')\]]+$/;

export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(TAPPABLE)) {
    const found = match[0].startsWith("http") ? match[0].replace(TRAILING, "") : match[0];
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: found, uri: found.startsWith("http") ? found : `tel:${found}` });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
