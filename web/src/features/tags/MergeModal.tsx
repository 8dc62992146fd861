import {
  Alert,
  Button,
  Card,
  Group,
  List,
  Modal,
  MultiSelect,
  Select,
  Skeleton,
  Stack,
  Text,
} from "@mantine/core";
import { IconAlertTriangle, IconArrowMerge } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { TagMergePreviewOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { ledgerQuery, mergePreviewQuery } from "./queries";
import { useTagDeeds } from "./useTagDeeds";

interface Props {
  /** One tag: it goes into another. Several: they become one of them. */
  sources: { id: number; name: string }[];
  onClose: () => void;
  onDone?: () => void;
}

/** Makes one tag of several. Says before what becomes of friends, rules and conditions. */
export function MergeModal({ sources, onClose, onDone }: Props) {
  const { t } = useTranslation("tags");
  const channelId = useChannelId();
  const tags = (useQuery(ledgerQuery(channelId)).data ?? []).filter((tag) => !tag.archived_at);
  const [targetId, setTargetId] = useState<string | null>(null);
  const [ids, setIds] = useState(() => sources.map((tag) => String(tag.id)));
  const sourceIds = ids.filter((id) => id !== targetId).map(Number);
  const body = { source_ids: sourceIds, target_id: Number(targetId) };
  const isReady = targetId !== null && sourceIds.length > 0;
  const preview = useQuery({ ...mergePreviewQuery(body), enabled: isReady });
  const { tell, unmerge, run } = useTagDeeds();
  const merge = useMutation({
    mutationFn: () => run(answer(api.POST("/api/v1/tags/merge", { body }))),
    onSuccess: (done) => {
      if (!done) return;
      tell(
        `merged-${done.id}`,
        t("merge.done", { count: done.source_ids.length }),
        () => void unmerge(done.id),
      );
      onDone?.();
      onClose();
    },
  });
  const items = tags.map((tag) => ({ value: String(tag.id), label: tag.name }));
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("merge.title")}
      closeButtonProps={{ "aria-label": t("common:action.close") }}
    >
      <Stack>
        <Text size="sm">{t("merge.hint")}</Text>
        <MultiSelect
          label={t("merge.sources")}
          data={items}
          value={ids}
          maxValues={20}
          searchable
          hidePickedOptions
          onChange={setIds}
        />
        <Select
          label={t("merge.target")}
          description={t("merge.targetHint")}
          placeholder={t("merge.chooseTarget")}
          data={items}
          value={targetId}
          searchable
          openOnFocus={false}
          data-autofocus
          onChange={setTargetId}
        />
        {isReady ? (
          <>
            <ErrorNote error={preview.error} />
            {preview.isPending ? <Skeleton h={120} /> : null}
            {preview.data ? <Preview found={preview.data} /> : null}
          </>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button
            leftSection={<IconArrowMerge size={16} />}
            disabled={!isReady || !preview.data || preview.data.problems.length > 0}
            loading={merge.isPending}
            onClick={() => merge.mutate()}
          >
            {t("merge.do", { count: sourceIds.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Preview({ found }: { found: TagMergePreviewOut }) {
  const { t } = useTranslation("tags");
  const users = found.sources.flatMap((source) => source.uses);
  const names = [...new Set(users.map((use) => `${t(`uses.kind.${use.kind}`)}「${use.name}」`))];
  return (
    <Card withBorder aria-live="polite">
      <Stack gap="xs">
        {found.problems.map((problem) => (
          <Alert key={problem} color="red" variant="light" icon={<IconAlertTriangle size={16} />}>
            {problem}
          </Alert>
        ))}
        <Text size="sm" fw={600}>
          {t("merge.result", { name: found.target.name, count: found.friends })}
        </Text>
        <List size="sm" spacing={4}>
          <List.Item>{t("merge.gained", { count: found.gained })}</List.Item>
          {found.sources.map((source) => (
            <List.Item key={source.id}>
              {t("merge.archived", { name: source.name, count: source.friends })}
            </List.Item>
          ))}
          <List.Item>
            {names.length > 0 ? t("merge.rewritten", { names: names.join(t("join")) }) : t("merge.noUses")}
          </List.Item>
          <List.Item>{t("merge.silent")}</List.Item>
        </List>
      </Stack>
    </Card>
  );
}
