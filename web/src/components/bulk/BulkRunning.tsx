import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { isActive, OperationProgress, useOperation } from "@/components/operations";

interface Props {
  operationId: number;
  channelId: number;
  onClose: () => void;
}

/** The operation goes on; whoever wants to may watch. */
export function BulkRunning({ operationId, channelId, onClose }: Props) {
  const { t } = useTranslation("bulk");
  const client = useQueryClient();
  const { data: operation } = useOperation(operationId);
  const isOver = operation !== undefined && !isActive(operation);
  useEffect(() => {
    if (!isOver) return;
    for (const topic of ["friends", "talk", "scenarios", "deliveries"]) {
      void client.invalidateQueries({ queryKey: [topic] });
    }
  }, [isOver, client]);
  return (
    <Stack>
      <OperationProgress id={operationId} />
      <Text size="sm" c="dimmed">
        {t(isOver ? "running.over" : "running.text")}{" "}
        <Anchor component={Link} to={`/c/${channelId}/operations/${operationId}`} onClick={onClose}>
          {t("running.link")}
        </Anchor>
      </Text>
      <Group justify="flex-end">
        <Button onClick={onClose}>{t(isOver ? "common:action.close" : "running.leave")}</Button>
      </Group>
    </Stack>
  );
}
