import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { OperationProgress } from "@/components/operations";

interface Props {
  operationId: number;
  channelId: number;
  onClose: () => void;
}

/** The operation goes on; whoever wants to may watch. */
export function BulkRunning({ operationId, channelId, onClose }: Props) {
  const { t } = useTranslation("bulk");
  const client = useQueryClient();
  const [isOver, setOver] = useState(false);
  const refresh = () => {
    setOver(true);
    for (const topic of ["friends", "talk", "scenarios", "deliveries"]) {
      void client.invalidateQueries({ queryKey: [topic] });
    }
  };
  return (
    <Stack>
      <OperationProgress id={operationId} onOver={refresh} />
      <Text size="sm" c="dimmed">
        {t("running.text")}{" "}
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
