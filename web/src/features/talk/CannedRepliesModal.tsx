import { ActionIcon, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArchive, IconPencil, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { CannedReplyOut } from "@/api/schema.gen";
import { BlockSummary } from "@/components/BlockSummary";
import { CannedReplyForm } from "./CannedReplyForm";
import { cannedRepliesQuery } from "./queries";
import classes from "./talk.module.css";
import { tellProblem } from "./tellProblem";

/** Canned replies: to look through, to write, to put away. */
export function CannedRepliesModal({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("talk");
  const [edited, setEdited] = useState<CannedReplyOut | "new" | null>(null);
  const { data } = useQuery({ ...cannedRepliesQuery, enabled: isOpen });
  const close = () => {
    setEdited(null);
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={close} size={edited ? 1080 : "lg"} title={t("canned.manage")}>
      {edited ? (
        <CannedReplyForm canned={edited === "new" ? null : edited} onDone={() => setEdited(null)} />
      ) : (
        <Stack gap="xs">
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <Text size="sm" c="dimmed">
              {t("canned.hint")}
            </Text>
            <Button
              size="xs"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => setEdited("new")}
              className={classes.still}
            >
              {t("canned.new")}
            </Button>
          </Group>
          {data?.length === 0 ? <Text ta="center">{t("canned.none")}</Text> : null}
          {(data ?? []).map((canned) => (
            <Row key={canned.id} canned={canned} onEdit={() => setEdited(canned)} />
          ))}
        </Stack>
      )}
    </Modal>
  );
}

function Row({ canned, onEdit }: { canned: CannedReplyOut; onEdit: () => void }) {
  const { t } = useTranslation("talk");
  const client = useQueryClient();
  const archive = useMutation({
    mutationFn: (is_archived: boolean) =>
      answer(
        api.PATCH("/api/v1/talk/canned-replies/{canned_reply_id}", {
          params: { path: { canned_reply_id: canned.id } },
          body: { is_archived },
        }),
      ),
    onSuccess: async (_, isArchived) => {
      await client.invalidateQueries({ queryKey: ["talk", "canned"] });
      if (isArchived) tellArchived();
    },
    onError: tellProblem,
  });
  const tellArchived = () =>
    notifications.show({
      message: (
        <Group justify="space-between">
          <Text size="sm">{t("canned.archived", { name: canned.name })}</Text>
          <Button size="xs" variant="light" onClick={() => archive.mutate(false)}>
            {t("common:action.undo")}
          </Button>
        </Group>
      ),
    });
  return (
    <Group wrap="nowrap" gap="xs" className={classes.cannedItem}>
      <div className={classes.grow}>
        <Text size="sm" fw={600} truncate>
          {canned.folder ? `${canned.folder} / ${canned.name}` : canned.name}
          {canned.shortcut ? (
            <Text span size="xs" c="dimmed" ml="xs">
              /{canned.shortcut}
            </Text>
          ) : null}
        </Text>
        <BlockSummary blocks={canned.blocks} lines={1} />
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("canned.edit", { name: canned.name })}
        onClick={onEdit}
      >
        <IconPencil size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("canned.archive", { name: canned.name })}
        loading={archive.isPending}
        onClick={() => archive.mutate(true)}
      >
        <IconArchive size={16} />
      </ActionIcon>
    </Group>
  );
}
