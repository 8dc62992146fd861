import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { fieldsQuery } from "@/components/fields/queries";

/** A placeholder as it is offered to authors. */
export interface Offered {
  name: string;
  label: string;
  hint: string;
  /** What a new one falls back to; nothing where no word of ours would fit. */
  fallback?: string;
  isField: boolean;
}

/** Everything that may stand in a text: the friend's name, the account's, and the organisation's own fields. */
export function usePlaceholders(): readonly Offered[] {
  const { t } = useTranslation("composer");
  const can = useCan();
  const { data: fields } = useQuery({ ...fieldsQuery, enabled: can("fields.view") });
  return useMemo(
    () => [
      ...(["name", "channel"] as const).map((key) => ({
        name: key === "channel" ? "channel.name" : key,
        label: t(`placeholder.${key}.name`),
        hint: t(`placeholder.${key}.hint`),
        fallback: t(`placeholder.${key}.fallback`),
        isField: false,
      })),
      ...(fields ?? [])
        .filter((field) => field.type !== "image" && field.type !== "file")
        .map((field) => ({
          name: `field.${field.id}`,
          label: field.name,
          hint: field.folder,
          isField: true,
        })),
    ],
    [t, fields],
  );
}
