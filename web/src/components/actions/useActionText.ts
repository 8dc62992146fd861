import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { daysText, fieldsQuery, useValueText } from "@/components/fields";
import { actionKindsQuery } from "./queries";
import type { ActionSpec } from "./types";
import { useNamed } from "./useNamed";

/** An action in words: 「タグを付ける：常連」. */
export function useActionText(channelId: number): (spec: ActionSpec) => string {
  const { t, i18n } = useTranslation("actions");
  const kinds = useQuery(actionKindsQuery).data ?? [];
  const named = useNamed(channelId);
  const fieldValueOf = useFieldValueOf();
  return (spec) => {
    const kind = kinds.find((one) => one.do === spec.do);
    if (!kind) return "…";
    const said = kind.inputs.flatMap((input) => {
      const value = spec[input.name];
      if (input.type === "blocks") return [];
      if (input.type === "member" && value === null) return [t("nobody")];
      const choice = input.choices.find((one) => one.value === value);
      if (choice) return [i18n.language === "ja" ? choice.ja : choice.en];
      if (input.type === "field_value") return fieldValueOf(spec);
      const list = named[input.type];
      if (list) return [list.find((one) => one.id === value)?.name ?? "—"];
      return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
    });
    const name = i18n.language === "ja" ? kind.ja : kind.en;
    return said.length > 0 ? t("said", { name, what: said.join(t("and")) }) : name;
  };
}

/** What an action puts into a field, in words. */
function useFieldValueOf(): (spec: ActionSpec) => string[] {
  const { t } = useTranslation("fields");
  const fields = useQuery(fieldsQuery).data ?? [];
  const textOf = useValueText();
  return (spec) => {
    const field = fields.find((one) => one.id === spec.field_id);
    if (typeof spec.days_from_today === "number") return [daysText(spec.days_from_today, t)];
    const text = field ? textOf(field, spec.value) : "";
    return text ? [text] : [];
  };
}
