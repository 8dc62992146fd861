import { Button, Group, SegmentedControl, SimpleGrid, Text, TextInput } from "@mantine/core";
import { IconPlus, IconSearch, IconTemplate } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { EmptyState } from "@/components/EmptyState";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { templatesQuery } from "./queries";
import { TemplateCard } from "./TemplateCard";

export interface TemplateSearch {
  shown?: "archived";
  q?: string;
}

/** テンプレートの一覧. */
export function TemplatesPage() {
  const { t } = useTranslation("templates");
  const channelId = useChannelId();
  const mayEdit = useCan()("content.edit");
  const { shown, q = "" } = useSearch({ strict: false }) as TemplateSearch;
  const navigate = useNavigate();
  const { data: all } = useSuspenseQuery(templatesQuery);
  const isArchive = shown === "archived";
  const search = (change: TemplateSearch) =>
    void navigate({ to: ".", search: { shown, q: q || undefined, ...change } as never, replace: true });
  const rows = all.filter((one) => (one.archived_at !== null) === isArchive && matches(one, q));
  const hasArchived = all.some((one) => one.archived_at !== null);
  const create = (
    <Button component={Link} to={`/c/${channelId}/templates/new`} leftSection={<IconPlus size={16} />}>
      {t("list.new")}
    </Button>
  );
  return (
    <Page>
      <PageHeader title={t("list.title")} hint={t("list.hint")}>
        {mayEdit && all.length > 0 ? create : null}
      </PageHeader>
      {all.length === 0 ? (
        <EmptyState icon={IconTemplate} title={t("list.emptyTitle")} text={t("list.emptyText")}>
          {mayEdit ? create : null}
        </EmptyState>
      ) : (
        <>
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
            {hasArchived || isArchive ? (
              <SegmentedControl
                aria-label={t("list.shown")}
                value={isArchive ? "archived" : "current"}
                onChange={(value) => search({ shown: value === "archived" ? value : undefined })}
                data={["current", "archived"].map((value) => ({ value, label: t(`list.${value}`) }))}
              />
            ) : null}
          </Group>
          {rows.length === 0 ? <Text c="dimmed">{t("list.none")}</Text> : null}
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
            {rows.map((template) => (
              <TemplateCard key={template.id} template={template} mayEdit={mayEdit} />
            ))}
          </SimpleGrid>
        </>
      )}
    </Page>
  );
}

function matches(template: { name: string; blocks: unknown }, wanted: string): boolean {
  const folded = (text: string) => text.normalize("NFKC").toLowerCase();
  return folded(template.name + JSON.stringify(template.blocks)).includes(folded(wanted.trim()));
}
