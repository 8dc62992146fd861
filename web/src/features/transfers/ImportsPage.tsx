import { Button, Group, Paper, SegmentedControl, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { ExportButton } from "@/components/transfers";
import { DropFile } from "./DropFile";
import { ExportRow } from "./ExportRow";
import { ImportRow } from "./ImportRow";
import { exportsQuery, importsQuery } from "./queries";
import type { Subject } from "./search";

const route = getRouteApi("/c/$channelId/import/");
const SUBJECTS: Subject[] = ["friends", "orders"];

/** Files in and out: drop one, see what earlier ones did, fetch what was exported. */
export function ImportsPage() {
  const { t } = useTranslation("transfers");
  const can = useCan();
  const channelId = useChannelId();
  return (
    <Page maxWidth={1080}>
      <PageHeader title={t("title")} hint={t("hint")}>
        {can("data.export") ? <ExportButton channelId={channelId} who={{}} /> : null}
      </PageHeader>
      <Stack gap="lg">
        {can("data.import") ? (
          <>
            <NextFile />
            <Imports />
          </>
        ) : null}
        {can("data.export") ? <Exports /> : null}
      </Stack>
    </Page>
  );
}

/** What the next file is about, and where to drop it. */
function NextFile() {
  const { t } = useTranslation("transfers");
  const mayEditCustomers = useCan()("customers.edit");
  const search = route.useSearch();
  const go = route.useNavigate();
  const subject = mayEditCustomers ? (search.subject ?? "friends") : "friends";
  return (
    <Stack gap="xs">
      {mayEditCustomers ? (
        <Group>
          <SegmentedControl
            aria-label={t("subject.label")}
            value={subject}
            onChange={(value) =>
              void go({ search: value === "orders" ? { subject: "orders" } : {}, replace: true })
            }
            data={SUBJECTS.map((value) => ({ value, label: t(`subject.${value}`) }))}
          />
        </Group>
      ) : null}
      <DropFile subject={subject} />
    </Stack>
  );
}

function Imports() {
  const { t } = useTranslation("transfers");
  const list = useInfiniteQuery(importsQuery(useChannelId()));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="xs">
      <Title order={2}>{t("imports.title")}</Title>
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending ? <Skeleton h={120} /> : null}
      {list.isSuccess && rows.length === 0 ? <Text c="dimmed">{t("imports.empty")}</Text> : null}
      {rows.length > 0 ? (
        <Paper withBorder>
          {rows.map((row) => (
            <ImportRow key={row.id} file={row} />
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
  );
}

function Exports() {
  const { t } = useTranslation("transfers");
  const { data, error, refetch, isPending } = useQuery(exportsQuery(useChannelId()));
  return (
    <Stack gap="xs">
      <Title order={2}>{t("exports.title")}</Title>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {isPending ? <Skeleton h={80} /> : null}
      {data?.length === 0 ? <Text c="dimmed">{t("exports.empty")}</Text> : null}
      {data?.length ? (
        <Paper withBorder>
          {data.map((row) => (
            <ExportRow key={row.id} found={row} />
          ))}
        </Paper>
      ) : null}
    </Stack>
  );
}
