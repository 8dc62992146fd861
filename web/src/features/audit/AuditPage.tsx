import { Button, Group, Paper, Select, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { AuditRow } from "./AuditRow";
import classes from "./audit.module.css";
import { type AuditSearch, auditQuery, OBJECT_KINDS, PERIODS } from "./queries";

const route = getRouteApi("/c/$channelId/settings/audit");

/** Who did what and when. Entries can be added by deeds only, and never be changed. */
export function AuditPage() {
  const { t } = useTranslation("audit");
  const search = route.useSearch();
  const list = useInfiniteQuery(auditQuery(search));
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page maxWidth={1080}>
      <PageHeader title={t("title")} hint={t("hint")} />
      <Stack gap="sm">
        <Filters search={search} />
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        {list.isPending ? <Skeleton h={320} /> : null}
        {list.isSuccess && entries.length === 0 ? <Text c="dimmed">{t("none")}</Text> : null}
        {entries.length > 0 ? (
          <Paper withBorder className={classes.scroll}>
            <Table verticalSpacing="xs" miw={560}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("column.at")}</Table.Th>
                  <Table.Th>{t("column.who")}</Table.Th>
                  <Table.Th>{t("column.what")}</Table.Th>
                  <Table.Th w={48} aria-label={t("column.more")} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {entries.map((entry) => (
                  <AuditRow key={entry.id} entry={entry} />
                ))}
              </Table.Tbody>
            </Table>
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

function Filters({ search }: { search: AuditSearch }) {
  const { t } = useTranslation("audit");
  const go = route.useNavigate();
  const change = (part: AuditSearch) => void go({ search: (old) => ({ ...old, ...part }), replace: true });
  return (
    <Group gap="xs" role="search" aria-label={t("filter.label")}>
      <Select
        w={200}
        clearable
        searchable
        placeholder={t("filter.object")}
        aria-label={t("filter.object")}
        value={search.object ?? null}
        data={OBJECT_KINDS.map((one) => ({ value: one as string, label: t(`object.${one}`) }))}
        onChange={(chosen) => change({ object: OBJECT_KINDS.find((one) => one === chosen) })}
      />
      <Select
        w={168}
        clearable
        placeholder={t("filter.period")}
        aria-label={t("filter.period")}
        value={search.period ?? null}
        data={PERIODS.map((one) => ({ value: one as string, label: t(`period.${one}`) }))}
        onChange={(chosen) => change({ period: PERIODS.find((one) => one === chosen) })}
      />
    </Group>
  );
}
