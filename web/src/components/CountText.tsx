import { useTranslation } from "react-i18next";
import type { CountOut } from "@/api/schema.gen";

/** "1,234" or "10,000+": a count that says when it is a lower bound. */
export function useCountText(): (count: CountOut | null | undefined) => string {
  const { i18n } = useTranslation();
  return (count) => (count ? countText(count, i18n.language) : "—");
}

export function countText(count: CountOut, language: string): string {
  return `${count.number.toLocaleString(language)}${count.is_exact ? "" : "+"}`;
}
