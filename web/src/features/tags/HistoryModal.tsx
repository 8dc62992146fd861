import { Badge, Button, Group, Modal, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { TagBackupOut, TagMergeOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { TimeText } from "@/components/TimeText";
import { saveFile } from "@/components/transfers/download";
import { backupsQuery, ledgerQuery, mergesQuery } from "./queries";
import { useTagDeeds } from "./useTagDeeds";

/** What was merged and deleted lately, and can still be had back. */
export function HistoryModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("tags");
  const merges = useQuery(mergesQuery).data;
  const backups = useQuery(backupsQuery).data;
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t("history.title")}
      closeButtonProps={{ "aria-label": t("common:action.close") }}
    >
      <Stack gap="lg">
        <section>
          <Title order={3} size="h5" mb="xs">
            {t("history.backups")}
          </Title>
          {!backups ? <Skeleton h={60} /> : backups.length === 0 ? <None /> : <Backups backups={backups} />}
        </section>
        <section>
          <Title order={3} size="h5" mb="xs">
            {t("history.merges")}
          </Title>
          {!merges ? <Skeleton h={60} /> : merges.length === 0 ? <None /> : <Merges merges={merges} />}
        </section>
      </Stack>
    </Modal>
  );
}

function None() {
  const { t } = useTranslation("tags");
  return (
    <Text size="sm" c="dimmed">
      {t("history.none")}
    </Text>
  );
}

function Backups({ backups }: { backups: TagBackupOut[] }) {
  const { t } = useTranslation("tags");
  const can = useCan();
  const { bringBack, run } = useTagDeeds();
  return (
    <Table>
      <Table.Tbody>
        {backups.map((backup) => (
          <Table.Tr key={backup.id}>
            <Table.Td>
              <Text size="sm">{backup.name}</Text>
              <Text size="xs" c="dimmed">
                {t("history.deletedBy", { actor: backup.actor })}・<TimeText at={backup.made_at} />・
                {t("people", { count: backup.friends })}
              </Text>
            </Table.Td>
            <Table.Td>
              <Group gap="xs" justify="flex-end">
                {can("data.export") ? (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    onClick={() =>
                      void run(saveFile(`/api/v1/tags/backups/${backup.id}/file`, `${backup.name}.csv`, {}))
                    }
                  >
                    {t("history.file")}
                  </Button>
                ) : null}
                {backup.restored_at ? (
                  <Badge color="gray" variant="light" tt="none">
                    {t("history.restored")}
                  </Badge>
                ) : can("tags.edit") ? (
                  <Button
                    size="compact-sm"
                    variant="light"
                    onClick={() => void bringBack(backup.id, backup.name)}
                  >
                    {t("history.bringBack")}
                  </Button>
                ) : null}
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Merges({ merges }: { merges: TagMergeOut[] }) {
  const { t } = useTranslation("tags");
  const can = useCan();
  const tags = useQuery(ledgerQuery(useChannelId())).data ?? [];
  const { unmerge } = useTagDeeds();
  const now = new Date().toISOString();
  return (
    <Table>
      <Table.Tbody>
        {merges.map((merge) => (
          <Table.Tr key={merge.id}>
            <Table.Td>
              <Text size="sm">
                {t("history.mergedInto", {
                  sources: merge.source_names.join(t("join")),
                  target: tags.find((tag) => tag.id === merge.target_id)?.name ?? "—",
                })}
              </Text>
              <Text size="xs" c="dimmed">
                {merge.actor}・<TimeText at={merge.merged_at} />
              </Text>
            </Table.Td>
            <Table.Td ta="right">
              {merge.undone_at ? (
                <Badge color="gray" variant="light" tt="none">
                  {t("history.undone")}
                </Badge>
              ) : can("tags.edit") && Date.parse(merge.undo_until) > Date.parse(now) ? (
                <Button size="compact-sm" variant="light" onClick={() => void unmerge(merge.id)}>
                  {t("common:action.undo")}
                </Button>
              ) : null}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
