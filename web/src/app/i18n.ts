import i18n from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = ["ja", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
const STORED = "enishi.language";

type Texts = Record<string, unknown>;
const files = import.meta.glob<Texts>("../locales/*/*.json", { eager: true, import: "default" });

/** `../locales/ja/friends.json` becomes the namespace `friends` of `ja`. */
export function resources(): Record<string, Record<string, Texts>> {
  const all: Record<string, Record<string, Texts>> = {};
  for (const [path, texts] of Object.entries(files)) {
    const [, language = "", namespace = ""] = /locales\/(\w+)\/([\w-]+)\.json$/.exec(path) ?? [];
    all[language] = { ...all[language], [namespace]: texts };
  }
  return all;
}

function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === "ja" || stored === "en") return stored;
  return navigator.languages.some((one) => one.startsWith("ja")) || !navigator.language ? "ja" : "en";
}

void i18n.use(initReactI18next).init({
  resources: resources(),
  lng: firstLanguage(),
  fallbackLng: false,
  defaultNS: "common",
  interpolation: { escapeValue: false },
  returnNull: false,
});
document.documentElement.lang = i18n.language;

export function chooseLanguage(language: Language) {
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
  void i18n.changeLanguage(language);
}

export default i18n;
