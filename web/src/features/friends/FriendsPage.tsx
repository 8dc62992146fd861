import { Button, Group, Stack, Text } from "@mantine/core";
import { IconChartPie, IconRefresh, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan, useChannel } from "@/app/session";
import { countText } from "@/components/CountText";
import type { Tree } from "@/components/conditions";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { ExportButton } from "@/components/transfers";
import { BulkBar } from "./BulkBar";
import { ColumnPicker } from "./ColumnPicker";
import { ActiveCondition } from "./ConditionFilter";
import { exportedFriends } from "./chosen";
import { FriendFilters } from "./FriendFilters";
import { FriendTable } from "./FriendTable";
import { ImportButton } from "./ImportButton";
import { friendCountQuery, friendListQuery } from "./queries";
import { SavedViews } from "./SavedViews";
import { columnsOf, type FriendSearch, friendFilter, isFiltered } from "./search";
import { noneSelected, type Selection } from "./selection";
import { useListFreshness } from "./useListFreshness";

const route = getRouteApi("/c/$channelId/friends/");

export function FriendsPage() {
  const { t, i18n } = useTranslation("friends");
  const channel = useChannel();
  const can = useCan();
  const search = route.useSearch();
  const filter = friendFilter(channel.id, search);
  const order = search.order ?? "newest";
  const columns = columnsOf(search);
  const go = useNavigate({ from: "/c/$channelId/friends/" });
  const change = (part: FriendSearch) => void go({ search: (old) => ({ ...old, ...part }), replace: true });
  const list = useInfiniteQuery(friendListQuery(filter, order, columns));
  const freshness = useListFreshness(channel.id, list.data?.pages.length ?? 0);
  const count = useQuery(friendCountQuery(filter));
  const [selection, setSelection] = useState<Selection>(noneSelected);
  const key = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter shows other friends.
  useEffect(() => setSelection(noneSelected), [key]);
  const friends = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const isEmpty = list.isSuccess && friends.length === 0;
  return (
    <Page maxWidth={1600}>
      <PageHeader title={t("list.title")} hint={t("list.hint")}>
        {can("friends.edit") ? <ImportButton channelId={channel.id} /> : null}
      </PageHeader>
      <Stack gap="sm">
        <Group gap="xs">
          <SavedViews search={search} />
          <ColumnPicker columns={columns} onChange={(next) => change({ columns: next })} />
          {can("segments.edit") && search.tree ? (
            <Button
              variant="default"
              leftSection={<IconChartPie size={16} aria-hidden />}
              component={Link}
              to={segmentAddress(channel.id, search.tree)}
            >
              {t("filter.asSegment")}
            </Button>
          ) : null}
          <ExportButton
            channelId={channel.id}
            who={exportedFriends(selection, filter, count.data)}
            columns={columns}
          />
        </Group>
        <FriendFilters search={search} />
        {search.tree ? <ActiveCondition tree={search.tree} onChange={(tree) => change({ tree })} /> : null}
        <Group justify="space-between" mih={36}>
          <Text size="sm" aria-live="polite">
            {count.data
              ? t(isFiltered(search) ? "list.found" : "list.total", {
                  number: countText(count.data, i18n.language),
                })
              : " "}
          </Text>
          {freshness.isOld ? (
            <Button
              size="xs"
              variant="light"
              leftSection={<IconRefresh size={14} />}
              onClick={freshness.refresh}
            >
              {t("list.refresh")}
            </Button>
          ) : null}
          {can("friends.edit") ? (
            <BulkBar selection={selection} onChange={setSelection} filter={filter} count={count.data} />
          ) : null}
        </Group>
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        {isEmpty ? (
          <NoFriends isFiltered={isFiltered(search)} />
        ) : (
          <FriendTable
            friends={friends}
            hasMore={list.hasNextPage}
            isLoading={list.isPending}
            onMore={() => {
              if (!list.isFetchingNextPage) void list.fetchNextPage();
            }}
            order={order}
            columns={columns}
            selection={can("friends.edit") ? selection : null}
            onSelect={setSelection}
          />
        )}
      </Stack>
    </Page>
  );
}

/** Where a condition becomes a segment. */
function segmentAddress(channelId: number, tree: Tree): string {
  return `/c/${channelId}/segments/new?tree=${encodeURIComponent(JSON.stringify(tree))}`;
}

function NoFriends({ isFiltered: isNarrowed }: { isFiltered: boolean }) {
  const { t } = useTranslation("friends");
  const channel = useChannel();
  if (isNarrowed) {
    return (
      <EmptyState icon={IconUsers} title={t("list.noMatch.title")} text={t("list.noMatch.text")}>
        <Button component={Link} to={`/c/${channel.id}/friends`} variant="light">
          {t("list.noMatch.clear")}
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconUsers} title={t("list.empty.title")} text={t("list.empty.text")}>
      {channel.phone_url ? (
        <Button component="a" href={channel.phone_url} target="enishi-phone">
          {t("list.empty.phone")}
        </Button>
      ) : (
        <Button component={Link} to={`/c/${channel.id}/settings/account`}>
          {t("list.empty.settings")}
        </Button>
      )}
    </EmptyState>
  );
}
