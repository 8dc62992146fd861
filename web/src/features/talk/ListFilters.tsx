import { ActionIcon, Group, Menu, SegmentedControl, Select, Stack, TextInput, Title } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { IconDots, IconMessageBolt, IconSearch, IconTag } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { useMarkName } from "@/components/useMarkName";
import { CannedRepliesModal } from "./CannedRepliesModal";
import { MarksModal } from "./MarksModal";
import { countsQuery, marksQuery, repliersQuery } from "./queries";
import type { TalkState } from "./search";
import classes from "./talk.module.css";
import { useTalkSearch } from "./useTalkSearch";

/** What the list shows: by words, by state, by mark, by who looks after it. */
export function ListFilters() {
  const { t } = useTranslation("talk");
  const channelId = useChannelId();
  const [search, setSearch] = useTalkSearch();
  const markName = useMarkName();
  const [words, setWords] = useState(search.q ?? "");
  const searchSoon = useDebouncedCallback((q: string) => setSearch({ q: q.trim() || undefined }), 300);
  const counts = useQuery(countsQuery(channelId));
  const marks = useQuery(marksQuery);
  const repliers = useQuery(repliersQuery(channelId));
  const counted = (label: string, count: number | undefined) =>
    count ? t("filter.counted", { label, count: count >= 1000 ? "999+" : String(count) }) : label;
  return (
    <Stack gap="xs" p="sm" className={classes.filters}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={1}>{t("title")}</Title>
        <ListMenu />
      </Group>
      <TextInput
        leftSection={<IconSearch size={16} aria-hidden />}
        placeholder={t("filter.search")}
        aria-label={t("filter.search")}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          searchSoon(event.currentTarget.value);
        }}
      />
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t("filter.state")}
        value={search.state ?? "all"}
        onChange={(state) => setSearch({ state: state === "all" ? undefined : (state as TalkState) })}
        data={[
          { value: "all", label: t("common:all") },
          { value: "unread", label: counted(t("filter.unread"), counts.data?.unread) },
          { value: "waiting", label: counted(t("filter.waiting"), counts.data?.waiting) },
        ]}
      />
      <Group gap="xs" grow wrap="nowrap">
        <Select
          size="xs"
          clearable
          placeholder={t("mark.label")}
          aria-label={t("mark.label")}
          value={search.mark ? String(search.mark) : null}
          onChange={(mark) => setSearch({ mark: mark ? Number(mark) : undefined })}
          data={(marks.data ?? []).map((mark) => ({ value: String(mark.id), label: markName(mark.name) }))}
        />
        <Select
          size="xs"
          clearable
          placeholder={t("assignee.label")}
          aria-label={t("assignee.label")}
          value={search.assignee ?? null}
          onChange={(assignee) => setSearch({ assignee: assignee ?? undefined })}
          data={[
            { value: "me", label: t("assignee.me") },
            { value: "none", label: t("assignee.none") },
            ...(repliers.data ?? []).map((one) => ({ value: String(one.member_id), label: one.name })),
          ]}
        />
      </Group>
    </Stack>
  );
}

function ListMenu() {
  const { t } = useTranslation("talk");
  const can = useCan();
  const [isMarks, marks] = useDisclosure(false);
  const [isCanned, canned] = useDisclosure(false);
  if (!can("talk.reply")) return null;
  return (
    <>
      <Menu position="bottom-end" withArrow>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("menu")}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconMessageBolt size={16} />} onClick={canned.open}>
            {t("canned.manage")}
          </Menu.Item>
          <Menu.Item leftSection={<IconTag size={16} />} onClick={marks.open}>
            {t("mark.manage")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <MarksModal isOpen={isMarks} onClose={marks.close} />
      <CannedRepliesModal isOpen={isCanned} onClose={canned.close} />
    </>
  );
}
