import { Button, Card, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconPencil } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { SegmentOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { DateText, TimeText } from "@/components/TimeText";
import { SegmentFields, type SegmentWords } from "./SegmentFields";

/** Name, purpose, folder and owner, with a form behind a button. */
export function WordsCard({ segment }: { segment: SegmentOut }) {
  const { t } = useTranslation("segments");
  const mayEdit = useCan()("segments.edit") && segment.archived_at === null;
  const [isOpen, { open, close }] = useDisclosure(false);
  const facts = [
    [t("field.folder"), segment.folder || t("list.noFolder")],
    [t("field.owner"), segment.owner?.name ?? t("field.nobody")],
    [t("field.created"), <DateText key="created" at={segment.created_at} />],
    [t("field.updated"), <TimeText key="updated" at={segment.updated_at} />],
  ] as const;
  return (
    <Card withBorder>
      <Group justify="space-between" mb="xs">
        <Text fw={600} component="h2" size="md">
          {t("words.title")}
        </Text>
        {mayEdit ? (
          <Button variant="default" size="xs" leftSection={<IconPencil size={14} />} onClick={open}>
            {t("common:action.edit")}
          </Button>
        ) : null}
      </Group>
      <Stack gap={4}>
        {facts.map(([label, value]) => (
          <Group key={label} justify="space-between" gap="sm" wrap="nowrap">
            <Text size="sm" c="dimmed">
              {label}
            </Text>
            <Text size="sm" ta="right">
              {value}
            </Text>
          </Group>
        ))}
      </Stack>
      <Modal opened={isOpen} onClose={close} title={t("words.title")}>
        {isOpen ? <Form segment={segment} onClose={close} /> : null}
      </Modal>
    </Card>
  );
}

function Form({ segment, onClose }: { segment: SegmentOut; onClose: () => void }) {
  const { t } = useTranslation("segments");
  const client = useQueryClient();
  const { name, folder, purpose, is_frozen } = segment;
  const [words, setWords] = useState<SegmentWords>({
    name,
    folder,
    purpose,
    is_frozen,
    owner_id: segment.owner?.id ?? null,
  });
  const save = useMutation({
    mutationFn: () =>
      answer(
        api.PATCH("/api/v1/segments/{segment_id}", {
          params: { path: { segment_id: segment.id } },
          body: { ...words, name: words.name.trim(), sets_off_rules: false },
        }),
      ),
    onSuccess: async (changed) => {
      client.setQueryData(["segments", "one", segment.id], changed);
      notifications.show({ message: t("edit.saved", { name: changed.name }) });
      onClose();
      await client.invalidateQueries({ queryKey: ["segments"] });
    },
  });
  return (
    <Stack>
      <ErrorNote error={save.error} />
      <SegmentFields
        value={words}
        onChange={setWords}
        problems={save.error instanceof Problem ? save.error.fields : {}}
        ownerName={segment.owner?.name}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("common:action.cancel")}
        </Button>
        <Button loading={save.isPending} disabled={!words.name.trim()} onClick={() => save.mutate()}>
          {t("common:action.save")}
        </Button>
      </Group>
    </Stack>
  );
}
