import { Button, Group, SegmentedControl, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconChartPie, IconPlus, IconSearch } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SegmentOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { EmptyState } from "@/components/EmptyState";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { Drafts } from "./Drafts";
import { segmentsQuery } from "./queries";
import { SegmentTable } from "./SegmentTable";

export interface SegmentSearch {
  shown?: "archived";
  q?: string;
  folder?: string;
}

/** セグメントの一覧. */
export function SegmentsPage() {
  const { t, i18n } = useTranslation("segments");
  const channelId = useChannelId();
  const mayEdit = useCan()("segments.edit");
  const { shown, q = "", folder } = useSearch({ strict: false }) as SegmentSearch;
  const navigate = useNavigate();
  const { data: all } = useSuspenseQuery(segmentsQuery(channelId));
  const isArchive = shown === "archived";
  const search = (change: SegmentSearch) =>
    void navigate({
      to: ".",
      search: { shown, q: q || undefined, folder, ...change } as never,
      replace: true,
    });
  const here = all.filter((one) => (one.archived_at !== null) === isArchive);
  const folders = [...new Set(here.map((one) => one.folder).filter(Boolean))];
  const rows = here.filter(
    (one) => (folder === undefined || one.folder === folder) && matches(one, q, i18n.language),
  );
  const hasArchived = all.some((one) => one.archived_at !== null);
  const create = (
    <Button component={Link} to={`/c/${channelId}/segments/new`} leftSection={<IconPlus size={16} />}>
      {t("list.new")}
    </Button>
  );
  if (all.length === 0)
    return (
      <Page>
        <PageHeader title={t("list.title")} hint={t("list.hint")} />
        <Stack>
          <EmptyState icon={IconChartPie} title={t("list.emptyTitle")} text={t("list.emptyText")}>
            {mayEdit ? create : null}
          </EmptyState>
          {mayEdit ? <Drafts /> : null}
        </Stack>
      </Page>
    );
  return (
    <Page>
      <PageHeader title={t("list.title")} hint={t("list.hint")}>
        {mayEdit ? create : null}
      </PageHeader>
      <Group mb="md">
        <TextInput
          flex="1 1 220px"
          maw={360}
          type="search"
          aria-label={t("list.search")}
          placeholder={t("list.search")}
          leftSection={<IconSearch size={16} />}
          value={q}
          onChange={(event) => search({ q: event.currentTarget.value || undefined })}
        />
        {folders.length > 0 ? (
          <Select
            flex="0 1 200px"
            aria-label={t("field.folder")}
            placeholder={t("list.allFolders")}
            clearable
            value={folder ?? null}
            data={folders}
            onChange={(value) => search({ folder: value ?? undefined })}
          />
        ) : null}
        {hasArchived || isArchive ? (
          <SegmentedControl
            aria-label={t("list.shown")}
            value={isArchive ? "archived" : "current"}
            onChange={(value) =>
              search({ shown: value === "archived" ? value : undefined, folder: undefined })
            }
            data={["current", "archived"].map((value) => ({ value, label: t(`list.${value}`) }))}
          />
        ) : null}
      </Group>
      {rows.length === 0 ? <Text c="dimmed">{t("list.none")}</Text> : null}
      <Stack gap="lg">
        {byFolder(rows).map(([name, segments]) => (
          <section key={name} aria-label={name || t("list.noFolder")}>
            {folders.length > 0 ? (
              <Title order={2} size="sm" mb={6}>
                {name || t("list.noFolder")}
              </Title>
            ) : null}
            <SegmentTable rows={segments} />
          </section>
        ))}
      </Stack>
    </Page>
  );
}

function byFolder(rows: SegmentOut[]): [string, SegmentOut[]][] {
  const found = new Map<string, SegmentOut[]>();
  for (const row of rows) found.set(row.folder, [...(found.get(row.folder) ?? []), row]);
  return [...found];
}

function matches(segment: SegmentOut, wanted: string, language: string): boolean {
  const folded = (text: string) => text.normalize("NFKC").toLowerCase();
  const sentence = language === "ja" ? segment.sentence.ja : segment.sentence.en;
  return folded(`${segment.name} ${segment.purpose} ${sentence}`).includes(folded(wanted.trim()));
}
