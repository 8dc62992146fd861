import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconUserSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { friendNameQuery, friendsNamedQuery } from "./queries";

interface Props {
  channelId: number;
  friendId: number | undefined;
  onPick: (friendId: number | undefined) => void;
}

/** Finds one friend by name. */
export function FriendPicker({ channelId, friendId, onPick }: Props) {
  const { t } = useTranslation("deliveries");
  const [text, setText] = useState("");
  const [name] = useDebouncedValue(text.trim(), 200);
  const chosen = useQuery({ ...friendNameQuery(friendId ?? 0), enabled: friendId !== undefined });
  const chosenName = chosen.data?.display_name || t("nameless");
  const typed = name === chosenName ? "" : name;
  const { data } = useQuery(friendsNamedQuery(channelId, typed));
  const options = (data ?? []).map((one) => ({
    value: String(one.id),
    label: one.display_name || t("nameless"),
  }));
  if (friendId && !options.some((one) => one.value === String(friendId)))
    options.unshift({ value: String(friendId), label: chosenName });
  return (
    <Select
      flex="1 1 220px"
      maw={320}
      searchable
      clearable
      leftSection={<IconUserSearch size={16} aria-hidden />}
      placeholder={t("filter.friend")}
      aria-label={t("filter.friend")}
      data={options}
      // The server has searched already, also in ways that this list cannot.
      filter={({ options: all }) => all}
      value={friendId ? String(friendId) : null}
      onSearchChange={setText}
      onChange={(value) => onPick(value ? Number(value) : undefined)}
      nothingFoundMessage={t("filter.noFriend")}
    />
  );
}
