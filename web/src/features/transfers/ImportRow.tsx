import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ListedImportOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { StatusBadge } from "@/components/StatusBadge";
import { TimeText } from "@/components/TimeText";
import { Counts } from "./Counts";
import { IMPORT_LOOKS, lookOf } from "./status";
import classes from "./transfers.module.css";

/** An import in the history: its file, where it is, and what it did. */
export function ImportRow({ file }: { file: ListedImportOut }) {
  const { t } = useTranslation("transfers");
  const channelId = useChannelId();
  const look = lookOf(file);
  return (
    <div className={classes.row}>
      <Group justify="space-between" gap="xs">
        <Stack gap={2} flex="1 1 220px" miw={0}>
          <Anchor component={Link} to={`/c/${channelId}/import/${file.id}`} fw={600} truncate>
            {file.name}
          </Anchor>
          <Text size="xs" c="dimmed">
            {t(`subject.${file.subject}`)} · <TimeText at={file.created_at} /> · {file.started_by}
          </Text>
        </Stack>
        {file.run ? <Counts work={file.run} subject={file.subject} /> : null}
        <StatusBadge look={IMPORT_LOOKS[look]}>{t(`look.${look}`)}</StatusBadge>
      </Group>
    </div>
  );
}
