import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { fieldOf } from "./columns";
import { fieldNamesQuery } from "./queries";

/** What a column is called; a field as staff named it. */
export function useColumnNames(): (column: string) => string {
  const { t } = useTranslation("friends");
  const can = useCan();
  const { data } = useQuery({ ...fieldNamesQuery, enabled: can("fields.view") });
  return (column) => {
    const id = fieldOf(column);
    if (id === null) return t(`column.${column}`);
    return data?.find((one) => one.id === id)?.name ?? "—";
  };
}
