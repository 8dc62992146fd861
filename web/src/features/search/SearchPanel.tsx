import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { IconSearch, IconSitemap, IconTag, IconTemplate } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { HitOut, SearchOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { FriendPhoto } from "@/components/FriendPhoto";

const [store, spotlight] = createSpotlight();

export const openSearch = spotlight.open;

const KINDS = ["friends", "scenarios", "tags", "templates"] as const;
type Kind = (typeof KINDS)[number];

/** Where a hit leads, below the account's address. */
const PLACES: Record<Kind, (hit: HitOut) => string> = {
  friends: (hit) => `/friends/${hit.id}`,
  scenarios: (hit) => `/scenarios/${hit.id}`,
  tags: (hit) => `/friends?tag=${hit.id}`,
  templates: (hit) => `/templates/${hit.id}`,
};

const ICONS = { scenarios: IconSitemap, tags: IconTag, templates: IconTemplate };

/** Ctrl+K: friends, scenarios, tags and templates by name. */
export function SearchPanel() {
  const { t } = useTranslation("search");
  const [text, setText] = useState("");
  const [wanted] = useDebouncedValue(text.trim(), 150);
  const channelId = useChannelId();
  const go = useNavigate();
  const { data, isFetching, error } = useQuery({
    queryKey: ["search", channelId, wanted],
    queryFn: () =>
      answer(api.GET("/api/v1/search", { params: { query: { q: wanted, channel_id: channelId } } })),
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const groups = wanted && data ? groupsOf(data) : [];
  const message = error ? "failed" : !wanted ? "start" : isFetching ? "searching" : "nothing";

  function groupsOf(found: SearchOut): SpotlightActionGroupData[] {
    return KINDS.filter((kind) => found[kind].length > 0).map((kind) => ({
      group: t(`kind.${kind}`),
      actions: found[kind].map((hit) => ({
        id: `${kind}-${hit.id}`,
        label: hit.name || t("nameless"),
        description: hit.state ? t(`state.${kind}.${hit.state}`) : undefined,
        leftSection: <Sign kind={kind} hit={hit} />,
        onClick: () => void go({ to: `/c/${hit.channel_id ?? channelId}${PLACES[kind](hit)}` }),
      })),
    }));
  }

  return (
    <Spotlight
      store={store}
      actions={groups}
      // The server has chosen already; its order stays.
      filter={(_, actions) => actions}
      query={text}
      onQueryChange={setText}
      shortcut="mod + K"
      scrollable
      maxHeight={420}
      nothingFound={<Text c="dimmed">{t(message, { text: wanted })}</Text>}
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.6} aria-hidden />,
        placeholder: t("placeholder"),
        "aria-label": t("placeholder"),
      }}
    />
  );
}

function Sign({ kind, hit }: { kind: Kind; hit: HitOut }) {
  if (kind === "friends") return <FriendPhoto name={hit.name} url={hit.picture_url} size={28} />;
  const Icon = ICONS[kind];
  return <Icon size={20} stroke={1.6} aria-hidden />;
}
