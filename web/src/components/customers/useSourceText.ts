import { useTranslation } from "react-i18next";

const KNOWN = [
  "staff",
  "cli",
  "api_key",
  "order",
  "import",
  "rule",
  "form",
  "friend",
  "match",
  "operation",
  "system",
];

/** Who gave a value, in words: "staff:3" is a colleague, "order" an order of a shop. */
export function useSourceText(): (source: string) => string {
  const { t } = useTranslation("customers");
  return (source) => {
    const kind = source.split(":")[0] ?? "";
    return KNOWN.includes(kind) ? t(`source.${kind}`) : source;
  };
}
