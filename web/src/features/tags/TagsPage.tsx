import {
  Button,
  CloseButton,
  Group,
  Menu,
  Paper,
  Select,
  Skeleton,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import {
  IconChevronDown,
  IconClipboardCheck,
  IconHistory,
  IconPlus,
  IconSearch,
  IconTag,
  IconTextSpellcheck,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ListedTagOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { ChosenBar } from "./ChosenBar";
import { HistoryModal } from "./HistoryModal";
import { foldersOf } from "./ledger";
import { MergeModal } from "./MergeModal";
import { NamingModal } from "./NamingModal";
import { ledgerQuery } from "./queries";
import { KINDS, SORTS, type TagSearch } from "./search";
import { TagModal } from "./TagModal";
import { TagTable } from "./TagTable";

const route = getRouteApi("/c/$channelId/tags/");

type Open =
  | { what: "edit"; tag: ListedTagOut | null }
  | { what: "merge"; tags: { id: number; name: string }[] }
  | { what: "naming" | "history" };

/** The ledger of tags: what each means, who has it, where it is used. */
export function TagsPage() {
  const { t } = useTranslation("tags");
  const channelId = useChannelId();
  const mayEdit = useCan()("tags.edit");
  const search = route.useSearch();
  const { data, error, refetch, isPending } = useQuery(ledgerQuery(channelId));
  const [chosen, setChosen] = useState<ReadonlyMap<number, ListedTagOut>>(new Map());
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const folders = foldersOf(data ?? [], search);
  const choose = (tags: ListedTagOut[], isChosen: boolean) =>
    setChosen((old) => {
      const next = new Map(old);
      for (const tag of tags) isChosen ? next.set(tag.id, tag) : next.delete(tag.id);
      return next;
    });
  const add = mayEdit ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen({ what: "edit", tag: null })}>
      {t("create")}
    </Button>
  ) : null;
  return (
    <Page>
      <PageHeader title={t("title")} hint={t("hint")}>
        <Button
          component={Link}
          to={`/c/${channelId}/tags/stock-taking`}
          variant="default"
          leftSection={<IconClipboardCheck size={16} />}
        >
          {t("stock.title")}
        </Button>
        <MoreMenu onOpen={(what) => setOpen({ what })} />
        {add}
      </PageHeader>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {isPending ? <Skeleton h={280} /> : null}
      {data?.length === 0 ? (
        <EmptyState icon={IconTag} title={t("empty.title")} text={t("empty.text")}>
          {add}
        </EmptyState>
      ) : null}
      {data?.length ? (
        <Stack gap="md">
          <Filters search={search} />
          {folders.length === 0 ? <Text c="dimmed">{t("nothingFound")}</Text> : null}
          {folders.map((folder) => (
            <section key={folder.name} aria-label={folder.name || t("folder.none")}>
              <Title order={2} size="h5" mb={6}>
                {folder.name || t("folder.none")}{" "}
                <Text span size="sm" c="dimmed" fw={400}>
                  {t("tagsCount", { count: folder.tags.length })}
                </Text>
              </Title>
              <Paper withBorder>
                <TagTable
                  tags={folder.tags}
                  chosen={new Set(chosen.keys())}
                  onChoose={choose}
                  onEdit={(tag) => setOpen({ what: "edit", tag })}
                  onMerge={(tag) => setOpen({ what: "merge", tags: [tag] })}
                />
              </Paper>
            </section>
          ))}
        </Stack>
      ) : null}
      {chosen.size > 0 ? (
        <ChosenBar
          tags={[...chosen.values()]}
          onClear={() => setChosen(new Map())}
          onMerge={(tags) => setOpen({ what: "merge", tags })}
        />
      ) : null}
      {open?.what === "edit" ? <TagModal tag={open.tag} name={search.q} onClose={close} /> : null}
      {open?.what === "merge" ? (
        <MergeModal sources={open.tags} onClose={close} onDone={() => setChosen(new Map())} />
      ) : null}
      {open?.what === "naming" ? <NamingModal onClose={close} /> : null}
      {open?.what === "history" ? <HistoryModal onClose={close} /> : null}
    </Page>
  );
}

function MoreMenu({ onOpen }: { onOpen: (what: "naming" | "history") => void }) {
  const { t } = useTranslation("tags");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} />}>
          {t("moreMenu")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconTextSpellcheck size={14} />} onClick={() => onOpen("naming")}>
          {t("naming.title")}
        </Menu.Item>
        <Menu.Item leftSection={<IconHistory size={14} />} onClick={() => onOpen("history")}>
          {t("history.title")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Filters({ search }: { search: TagSearch }) {
  const { t } = useTranslation("tags");
  const go = route.useNavigate();
  const change = (part: TagSearch) => void go({ search: (old) => ({ ...old, ...part }), replace: true });
  return (
    <Group gap="xs" role="search" aria-label={t("filter.label")}>
      <TextInput
        flex="1 1 220px"
        maw={360}
        aria-label={t("filter.search")}
        placeholder={t("filter.search")}
        leftSection={<IconSearch size={16} />}
        value={search.q ?? ""}
        onChange={(event) => change({ q: event.currentTarget.value || undefined })}
        rightSection={
          search.q ? (
            <CloseButton size="sm" aria-label={t("filter.clear")} onClick={() => change({ q: undefined })} />
          ) : null
        }
      />
      <Select
        w={170}
        aria-label={t("field.kind")}
        placeholder={t("filter.everyKind")}
        clearable
        data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        value={search.kind ?? null}
        onChange={(kind) => change({ kind: KINDS.find((one) => one === kind) })}
      />
      <Select
        w={190}
        aria-label={t("sort.label")}
        allowDeselect={false}
        data={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
        value={search.sort ?? "name"}
        onChange={(sort) => change({ sort: SORTS.find((one) => one === sort && one !== "name") })}
      />
      <Switch
        label={t("filter.archived")}
        checked={search.archived ?? false}
        onChange={(event) => change({ archived: event.currentTarget.checked || undefined })}
      />
    </Group>
  );
}
