import { useTranslation } from "react-i18next";

/** An amount as one writes it: 「12,800円」 in Japanese, "¥12,800" in English. */
export function yen(amount: number, language: string): string {
  const number = amount.toLocaleString(language);
  return language.startsWith("ja") ? `${number}円` : `¥${number}`;
}

export function useYen(): (amount: number) => string {
  const { i18n } = useTranslation();
  return (amount) => yen(amount, i18n.language);
}
