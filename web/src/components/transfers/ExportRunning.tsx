import { Button, Group, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExportOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { OperationProgress } from "@/components/operations";
import { saveFile } from "./download";

interface Props {
  found: ExportOut;
  channelId: number;
  onClose: () => void;
}

/** A large export is being written; it can be left, and fetched later. */
export function ExportRunning({ found, onClose }: Props) {
  const { t } = useTranslation("transfers");
  const client = useQueryClient();
  const [isDone, setDone] = useState(false);
  const fetch = useMutation({
    mutationFn: () => saveFile(`/api/v1/exports/${found.id}/file`, found.name, {}),
  });
  return (
    <Stack>
      <OperationProgress
        id={found.operation_id}
        hasParts={false}
        onOver={(operation) => {
          setDone(operation.state === "done");
          void client.invalidateQueries({ queryKey: ["operations", "exports"] });
        }}
      />
      <Text size="sm" c="dimmed">
        {t("export.leave")}
      </Text>
      <ErrorNote error={fetch.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("common:action.close")}
        </Button>
        <Button
          leftSection={<IconDownload size={16} aria-hidden />}
          disabled={!isDone}
          loading={fetch.isPending}
          onClick={() => fetch.mutate()}
        >
          {t("export.fetch")}
        </Button>
      </Group>
    </Stack>
  );
}
