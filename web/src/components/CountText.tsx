import { useTranslation } from "react-i18next";
import type { CountOut } from "@/api/schema.gen";

/** So far a list is counted; a larger number that is not exact is an estimate. */
const COUNTED_UP_TO = 10_000;

/** "1,234", "10,000+" for a lower bound, or "~523,000" for an estimate. */
export function useCountText(): (count: CountOut | null | undefined) => string {
  const { i18n } = useTranslation();
  return (count) => (count ? countText(count, i18n.language) : "—");
}

export function countText(count: CountOut, language: string): string {
  const number = count.number.toLocaleString(language);
  if (count.is_exact) return number;
  if (count.number === COUNTED_UP_TO) return `${number}+`;
  return language.startsWith("ja") ? `約${number}` : `~${number}`;
}
