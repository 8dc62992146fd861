import { MultiSelect, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import classes from "../conditions.module.css";
import { type Listed, objectsQuery } from "./objectQueries";
import type { InputProps } from "./types";

/** One object: a scenario, a mark, a member … */
export function ObjectInput({ input, naming, value, set, error, channelId, isReadOnly }: InputProps) {
  const { t } = useTranslation("conditions");
  const list = useQuery(objectsQuery(input.of, channelId));
  const chosen = typeof value === "number" ? [value] : [];
  return (
    <Select
      className={classes.some}
      {...naming}
      placeholder={t(input.optional ? "objects.any" : "objects.choose")}
      readOnly={isReadOnly}
      searchable
      clearable={input.optional}
      allowDeselect={input.optional}
      value={chosen.length > 0 ? String(value) : null}
      data={optionsOf(list.data ?? [], chosen, t("objects.gone"))}
      nothingFoundMessage={list.isPending ? t("common:state.loading") : t("objects.none")}
      error={error}
      onChange={(next) => set(next === null ? undefined : Number(next))}
    />
  );
}

/** Several objects of one kind, below their folders. */
export function ObjectsInput({ input, naming, value, set, error, channelId, isReadOnly }: InputProps) {
  const { t } = useTranslation("conditions");
  const list = useQuery(objectsQuery(input.of, channelId));
  const chosen = Array.isArray(value) ? value.map(Number) : [];
  return (
    <MultiSelect
      className={classes.much}
      {...naming}
      placeholder={chosen.length === 0 ? t("objects.choose") : undefined}
      readOnly={isReadOnly}
      searchable
      hidePickedOptions
      value={chosen.map(String)}
      data={optionsOf(list.data ?? [], chosen, t("objects.gone"))}
      nothingFoundMessage={list.isPending ? t("common:state.loading") : t("objects.none")}
      error={error}
      onChange={(next) => set(next.map(Number))}
    />
  );
}

type Option = { value: string; label: string };

/** Options below their folders; what is chosen but not listed (archived, say) stays choosable as such. */
function optionsOf(
  listed: Listed[],
  chosen: number[],
  gone: string,
): (Option | { group: string; items: Option[] })[] {
  const known = new Set(listed.map((one) => one.id));
  const missing = chosen
    .filter((id) => !known.has(id))
    .map((id) => ({ value: String(id), label: `${gone} (${id})` }));
  const loose = listed.filter((one) => !one.folder).map(optionOf);
  const folders = [...new Set(listed.map((one) => one.folder ?? "").filter(Boolean))];
  const grouped = folders.map((folder) => ({
    group: folder,
    items: listed.filter((one) => one.folder === folder).map(optionOf),
  }));
  return [...missing, ...loose, ...grouped];
}

function optionOf(one: Listed): Option {
  return { value: String(one.id), label: one.name };
}
