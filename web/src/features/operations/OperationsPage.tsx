import { Button, Group, Paper, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { IconProgress } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useChannelId } from "@/app/session";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { operationsQuery } from "@/components/operations";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { OperationRow } from "./OperationRow";
import type { OperationSearch } from "./search";

const route = getRouteApi("/c/$channelId/operations/");
const CHOICES = ["all", "active", "over"] as const;

/** Every long operation of the account: how far it is, who started it, and what became of it. */
export function OperationsPage() {
  const { t } = useTranslation("operations");
  const { show } = route.useSearch();
  const go = route.useNavigate();
  const list = useInfiniteQuery(operationsQuery(useChannelId(), show));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const choose = (value: string) => {
    const next: OperationSearch = value === "all" ? {} : { show: value as "active" | "over" };
    void go({ search: next, replace: true });
  };
  return (
    <Page>
      <PageHeader title={t("title")} hint={t("hint")} />
      <Stack gap="sm">
        <Group>
          <SegmentedControl
            aria-label={t("show.label")}
            value={show ?? "all"}
            onChange={choose}
            data={CHOICES.map((value) => ({ value, label: t(`show.${value}`) }))}
          />
        </Group>
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        {list.isPending ? <Skeleton h={240} /> : null}
        {list.isSuccess && rows.length === 0 ? <Nothing isNarrowed={show !== undefined} /> : null}
        {rows.length > 0 ? (
          <Paper withBorder>
            {rows.map((row) => (
              <OperationRow key={row.id} operation={row} />
            ))}
          </Paper>
        ) : null}
        {list.hasNextPage ? (
          <Group justify="center">
            <Button
              variant="subtle"
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {t("common:action.more")}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Page>
  );
}

function Nothing({ isNarrowed }: { isNarrowed: boolean }) {
  const { t } = useTranslation("operations");
  const channelId = useChannelId();
  if (isNarrowed) return <Text c="dimmed">{t("noMatch")}</Text>;
  return (
    <EmptyState icon={IconProgress} title={t("empty.title")} text={t("empty.text")}>
      <Button component={Link} to={`/c/${channelId}/friends`}>
        {t("empty.do")}
      </Button>
    </EmptyState>
  );
}
