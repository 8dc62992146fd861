import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "../conditions.module.css";
import { friendNameQuery, friendsNamedQuery } from "./objectQueries";
import type { InputProps } from "./types";

/** Of more friends than this the names are not asked for one by one. */
const NAMED = 30;

/** Friends one by one, found by name. */
export function FriendsInput({ naming, value, set, error, channelId, isReadOnly }: InputProps) {
  const { t } = useTranslation("conditions");
  const [text, setText] = useState("");
  const [name] = useDebouncedValue(text.trim(), 200);
  const ids = Array.isArray(value) ? value.map(Number) : [];
  const found = useQuery(friendsNamedQuery(channelId, name));
  const chosen = useQueries({ queries: ids.slice(0, NAMED).map(friendNameQuery) });
  const names = new Map<number, string>();
  for (const one of found.data ?? []) names.set(one.id, one.display_name);
  for (const { data } of chosen) if (data) names.set(data.id, data.display_name);
  const shown = [...new Set([...ids, ...(found.data ?? []).map((one) => one.id)])];
  return (
    <MultiSelect
      className={classes.wide}
      {...naming}
      placeholder={ids.length === 0 ? t("friends.find") : undefined}
      readOnly={isReadOnly}
      searchable
      hidePickedOptions
      searchValue={text}
      onSearchChange={setText}
      // The server has searched already, also in ways that this list cannot.
      filter={({ options }) => options}
      value={ids.map(String)}
      data={shown.map((id) => ({ value: String(id), label: names.get(id) || t("friends.number", { id }) }))}
      nothingFoundMessage={found.isPending ? t("common:state.loading") : t("friends.none")}
      error={error}
      onChange={(next) => set(next.map(Number))}
    />
  );
}
