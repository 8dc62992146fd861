import { Alert, Button, Card, Checkbox, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPencil } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { SegmentOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { ConditionEditor, type Tree } from "@/components/conditions";
import { ErrorNote } from "@/components/ErrorNote";

/** The condition in words, and the editor behind a button. */
export function ConditionCard({ segment }: { segment: SegmentOut }) {
  const { t, i18n } = useTranslation("segments");
  const mayEdit = useCan()("segments.edit") && segment.archived_at === null;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Card withBorder>
      <Group justify="space-between" mb="xs">
        <Text fw={600} component="h2" size="md">
          {t("edit.condition")}
        </Text>
        {mayEdit && !isOpen ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPencil size={14} />}
            onClick={() => setIsOpen(true)}
          >
            {t("edit.open")}
          </Button>
        ) : null}
      </Group>
      {isOpen ? (
        <Editing segment={segment} onClose={() => setIsOpen(false)} />
      ) : (
        <Text>{i18n.language === "ja" ? segment.sentence.ja : segment.sentence.en}</Text>
      )}
    </Card>
  );
}

function Editing({ segment, onClose }: { segment: SegmentOut; onClose: () => void }) {
  const { t } = useTranslation("segments");
  const stored = segment.tree as unknown as Tree;
  const [tree, setTree] = useState<Tree>(stored);
  const [isLoud, setIsLoud] = useState(false);
  const save = useSave(segment, onClose);
  const isTouched = JSON.stringify(tree) !== JSON.stringify(stored);
  const rules = segment.uses.filter((use) => use.kind === "rule");
  useBlocker({
    shouldBlockFn: () => isTouched && !window.confirm(t("edit.leave")),
    enableBeforeUnload: () => isTouched,
  });
  return (
    <Stack>
      <ErrorNote error={save.error} />
      <ConditionEditor
        channelId={segment.channel_id}
        segmentId={segment.id}
        value={tree}
        onChange={setTree}
        problems={save.error instanceof Problem ? save.error.fields : {}}
      />
      {isTouched && rules.length > 0 ? (
        <Alert color="yellow" title={t("edit.rulesTitle")}>
          <Text size="sm" mb="xs">
            {t("edit.rulesText", { count: rules.length })}
          </Text>
          <Checkbox
            label={t("edit.rulesLoud")}
            checked={isLoud}
            onChange={(event) => setIsLoud(event.currentTarget.checked)}
          />
        </Alert>
      ) : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("common:action.cancel")}
        </Button>
        <Button
          loading={save.isPending}
          disabled={!isTouched}
          onClick={() => save.mutate({ tree: { ...tree }, sets_off_rules: isLoud })}
        >
          {t("edit.save")}
        </Button>
      </Group>
    </Stack>
  );
}

function useSave(segment: SegmentOut, onDone: () => void) {
  const { t } = useTranslation("segments");
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { tree: Record<string, unknown>; sets_off_rules: boolean }) =>
      answer(
        api.PATCH("/api/v1/segments/{segment_id}", { params: { path: { segment_id: segment.id } }, body }),
      ),
    onSuccess: async (changed) => {
      client.setQueryData(["segments", "one", segment.id], changed);
      notifications.show({ message: t("edit.saved", { name: changed.name }) });
      onDone();
      await client.invalidateQueries({ queryKey: ["segments"] });
    },
  });
}
