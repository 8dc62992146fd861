/** LINE's keywords for lengths, in CSS pixels. */

type Lengths = Readonly<Record<string, number>>;

export const SPACES: Lengths = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
export const BORDERS: Lengths = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };
export const LETTERS: Lengths = {
  xxs: 11,
  xs: 13,
  sm: 14,
  md: 16,
  lg: 19,
  xl: 22,
  xxl: 29,
  "3xl": 35,
  "4xl": 48,
  "5xl": 74,
};
export const IMAGES: Lengths = {
  xxs: 40,
  xs: 60,
  sm: 80,
  md: 100,
  lg: 120,
  xl: 140,
  xxl: 160,
  "3xl": 180,
  "4xl": 200,
  "5xl": 220,
};
export const BUBBLES: Lengths = {
  nano: 120,
  micro: 160,
  deca: 220,
  hecto: 241,
  kilo: 260,
  mega: 300,
  giga: 386,
};

const PIXELS = /^-?\d{1,5}(?:\.\d{1,4})?px$/;
const SHARE = /^\d{1,4}(?:\.\d{1,4})?%$/;

function keyword(value: unknown, keywords: Lengths): number | undefined {
  return typeof value === "string" && Object.hasOwn(keywords, value) ? keywords[value] : undefined;
}

/** A CSS length of a keyword, of pixels, or (where `shares` says so) of percent; nothing for anything else. */
export function lengthOf(value: unknown, keywords: Lengths, shares = false): string | undefined {
  const known = keyword(value, keywords);
  if (known !== undefined) return `${known}px`;
  if (typeof value !== "string") return undefined;
  return PIXELS.test(value) || (shares && SHARE.test(value)) ? value : undefined;
}

/** `20:13` as 20 / 13. LINE draws nothing higher than three times its width. */
export function ratioOf(value: unknown, otherwise = 1): number {
  const [, width, height] =
    /^(\d{1,6}(?:\.\d{1,4})?):(\d{1,6}(?:\.\d{1,4})?)$/.exec(typeof value === "string" ? value : "") ?? [];
  const ratio = Number(width) / Number(height);
  return Number.isFinite(ratio) && ratio > 0 ? Math.max(ratio, 1 / 3) : otherwise;
}
