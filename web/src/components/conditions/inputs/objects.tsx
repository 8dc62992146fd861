import { MultiSelect, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/app/session";
import { wallClockOf } from "@/lib/zones";
import classes from "../conditions.module.css";
import { type Listed, objectQuery, objectsQuery } from "./objectQueries";
import type { InputProps } from "./types";

/** One object: a scenario, a mark, a member … */
export function ObjectInput({ input, naming, value, set, error, channelId, isReadOnly }: InputProps) {
  const { t } = useTranslation("conditions");
  const list = useQuery(objectsQuery(input.of, channelId));
  const zone = useZoneOf(channelId);
  const chosen = typeof value === "number" ? value : null;
  const isListed = chosen === null || list.isPending || list.data?.some((one) => one.id === chosen);
  const other = useQuery(objectQuery(input.of, isListed ? null : chosen));
  return (
    <Select
      className={classes.some}
      {...naming}
      placeholder={t(input.optional ? "objects.any" : "objects.choose")}
      readOnly={isReadOnly}
      searchable
      clearable={input.optional}
      allowDeselect={input.optional}
      value={chosen === null ? null : String(chosen)}
      data={optionsOf(
        [...(other.data ? [other.data] : []), ...(list.data ?? [])],
        chosen === null ? [] : [chosen],
        t("objects.gone"),
        zone,
      )}
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
  const zone = useZoneOf(channelId);
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
      data={optionsOf(list.data ?? [], chosen, t("objects.gone"), zone)}
      nothingFoundMessage={list.isPending ? t("common:state.loading") : t("objects.none")}
      error={error}
      onChange={(next) => set(next.map(Number))}
    />
  );
}

function useZoneOf(channelId: number): string {
  const { data } = useQuery(channelsQuery);
  return data?.find((one) => one.id === channelId)?.timezone ?? "Asia/Tokyo";
}

type Option = { value: string; label: string };

/** Options below their folders; what is chosen but not listed (archived, say) stays choosable as such. */
function optionsOf(
  listed: Listed[],
  chosen: number[],
  gone: string,
  zone: string,
): (Option | { group: string; items: Option[] })[] {
  const known = new Set(listed.map((one) => one.id));
  const missing = chosen
    .filter((id) => !known.has(id))
    .map((id) => ({ value: String(id), label: `${gone} (${id})` }));
  const optionOf = (one: Listed): Option => ({
    value: String(one.id),
    label: one.at ? `${one.name} ${wallClockOf(new Date(one.at), zone).slice(0, 10)}` : one.name,
  });
  const loose = listed.filter((one) => !one.folder).map(optionOf);
  const folders = [...new Set(listed.map((one) => one.folder ?? "").filter(Boolean))];
  const grouped = folders.map((folder) => ({
    group: folder,
    items: listed.filter((one) => one.folder === folder).map(optionOf),
  }));
  return [...missing, ...loose, ...grouped];
}
