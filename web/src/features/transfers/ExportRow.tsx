import { Button, Group, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ExportOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { OPERATION_LOOKS } from "@/components/operations";
import { StatusBadge } from "@/components/StatusBadge";
import { TimeText } from "@/components/TimeText";
import { saveFile } from "@/components/transfers";
import { megabytes } from "./targets";
import classes from "./transfers.module.css";

/** An export: fetch its file as long as it is there. */
export function ExportRow({ found }: { found: ExportOut }) {
  const { t } = useTranslation("transfers");
  const fetch = useMutation({
    mutationFn: () => saveFile(`/api/v1/exports/${found.id}/file`, found.name, {}),
  });
  return (
    <div className={classes.row}>
      <Group justify="space-between" gap="xs">
        <Stack gap={2} flex="1 1 220px" miw={0}>
          <Text fw={600} truncate>
            {found.name}
          </Text>
          <Text size="xs" c="dimmed">
            <TimeText at={found.created_at} /> · {found.started_by}
            {found.rows === null ? null : ` · ${t("common:unit.people", { count: found.rows })}`}
            {found.replaced > 0 ? ` · ${t("exports.replaced", { count: found.replaced })}` : null}
          </Text>
        </Stack>
        {found.size_bytes === null ? (
          <StatusBadge look={OPERATION_LOOKS[found.state]}>
            {t(`operations:state.${found.state}`)}
          </StatusBadge>
        ) : found.is_deleted ? (
          <Text size="sm" c="dimmed">
            {t("exports.gone")}
          </Text>
        ) : (
          <Group gap="xs">
            <Text size="xs" c="dimmed">
              {t("exports.until")} <TimeText at={found.expires_at} />
            </Text>
            <Button
              size="sm"
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={fetch.isPending}
              onClick={() => fetch.mutate()}
            >
              {t("exports.fetch", { size: megabytes(found.size_bytes) })}
            </Button>
          </Group>
        )}
      </Group>
      <ErrorNote error={fetch.error} />
    </div>
  );
}
