import { shortest } from "./placeholders";

/** LINE counts texts in UTF-16 units, of which most emoji take two or more: exactly a JavaScript string's length. */
export function utf16Length(text: string): number {
  return text.length;
}

const graphemes = new Intl.Segmenter("ja", { granularity: "grapheme" });

/** LINE counts labels, titles and the texts of buttons in letters as people see them. */
export function letterCount(text: string): number {
  let count = 0;
  for (const _ of graphemes.segment(text)) count += 1;
  return count;
}

/** How long a text is for the friend whose values are the shortest: the placeholders themselves count for nothing. */
export function lengthOf(text: string, unit: "utf16" | "letters"): number {
  const sent = shortest(text);
  return unit === "utf16" ? utf16Length(sent) : letterCount(sent);
}
