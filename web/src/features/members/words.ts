import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Role } from "@/api/schema.gen";
import { rolesQuery } from "./queries";

interface Bilingual {
  ja: string;
  en: string;
}

interface Explained extends Bilingual {
  meaning_ja: string;
  meaning_en: string;
}

/** Picks the reader's language from what the server says in both. */
export function useWords() {
  const { i18n } = useTranslation();
  const isJapanese = i18n.language === "ja";
  return {
    name: (words: Bilingual) => (isJapanese ? words.ja : words.en),
    meaning: (words: Explained) => (isJapanese ? words.meaning_ja : words.meaning_en),
  };
}

/** A role's name in the reader's language. */
export function useRoleName(): (role: Role) => string {
  const { data } = useSuspenseQuery(rolesQuery);
  const { name } = useWords();
  return (role) => {
    const words = data.roles.find((one) => one.key === role);
    return words ? name(words) : role;
  };
}
