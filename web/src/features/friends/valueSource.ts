import { useTranslation } from "react-i18next";
import type { ValueSourceOut } from "@/api/schema.gen";
import { useSourceNames } from "@/components/sourceNames";

const PLAIN = ["import", "operation", "undo", "form", "system"] as const;

/** Where a value came from, in words. */
export function useValueSource(): (source: ValueSourceOut) => string {
  const { t } = useTranslation("fields");
  const nameOf = useSourceNames();
  return ({ kind, id, name }) => {
    if (kind === "staff") return name ? t("source.staff", { name }) : t("source.staffUnknown");
    if (kind === "api_key") return t("source.api_key", { name });
    if (kind === "rule" || kind === "scenario")
      return t(`source.${kind}`, { name: nameOf(`${kind}:${id}`)?.label ?? "" });
    return t(`source.${PLAIN.find((one) => one === kind) ?? "other"}`);
  };
}
