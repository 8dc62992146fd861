import i18n from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = ["ja", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
const STORED = "enishi.language";

type Texts = Record<string, unknown>;
/** One chunk a language: nobody loads the words that they do not read. */
const FILES = { ja: () => import("../locales/ja"), en: () => import("../locales/en") };

/** The language's texts by namespace: `locales/ja/friends.json` is the namespace `friends`. */
export async function textsOf(language: Language): Promise<Record<string, Texts>> {
  const files = (await FILES[language]()).default;
  return Object.fromEntries(
    Object.entries(files).map(([path, texts]) => [path.replace(/^.*\/|\.json$/g, ""), texts]),
  );
}

function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === "ja" || stored === "en") return stored;
  return navigator.languages.some((one) => one.startsWith("ja")) || !navigator.language ? "ja" : "en";
}

/** Has to be awaited before the first drawing. */
export async function startI18n(language: Language = firstLanguage()) {
  await i18n.use(initReactI18next).init({
    resources: { [language]: await textsOf(language) },
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language) {
  for (const [namespace, texts] of Object.entries(await textsOf(language))) {
    i18n.addResourceBundle(language, namespace, texts);
  }
  await i18n.changeLanguage(language);
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
}

export default i18n;
