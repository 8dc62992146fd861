import { useTranslation } from "react-i18next";

/** The marks that every organisation begins with bear Japanese names until somebody renames them. */
const FIRST: Record<string, string> = { 未対応: "open", 対応中: "working", 対応済み: "done" };

/** A mark's name in the reader's language, as long as it is one of the first; otherwise as staff named it. */
export function useMarkName(): (name: string) => string {
  const { t } = useTranslation("talk");
  return (name) => (Object.hasOwn(FIRST, name) ? t(`mark.first.${FIRST[name]}`) : name);
}
