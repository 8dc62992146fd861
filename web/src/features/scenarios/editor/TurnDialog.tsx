import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { ScenarioDetailOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { scenarioQuery } from "../queries";

export type Turn = "pause" | "resume" | "archive";

interface Props {
  detail: ScenarioDetailOut;
  turn: Turn | null;
  onClose: () => void;
}

/** Asks before a scenario is paused, resumed or archived, and says how many friends that concerns. */
export function TurnDialog({ detail, turn, onClose }: Props) {
  const { t } = useTranslation("scenarios");
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: (wanted: Turn) => {
      const params = { params: { path: { scenario_id: detail.id } } };
      if (wanted === "pause") return answer(api.POST("/api/v1/scenarios/{scenario_id}/pause", params));
      if (wanted === "resume") return answer(api.POST("/api/v1/scenarios/{scenario_id}/resume", params));
      return answer(api.POST("/api/v1/scenarios/{scenario_id}/archive", params));
    },
    onSuccess: (found, wanted) => {
      client.setQueryData(scenarioQuery(detail.id).queryKey, found);
      void client.invalidateQueries({ queryKey: ["scenarios"] });
      notifications.show({ message: t(`turn.${wanted}.done`, { name: detail.name }) });
      onClose();
    },
  });
  const count = detail.enrolments.active;
  return (
    <Modal
      closeButtonProps={{ "aria-label": t("common:action.close") }}
      opened={turn !== null}
      onClose={onClose}
      title={turn ? t(`turn.${turn}.title`, { name: detail.name }) : ""}
    >
      {turn ? (
        <Stack>
          <Text size="sm">{t(`turn.${turn}.text`, { count })}</Text>
          <ErrorNote error={act.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              {t("common:action.cancel")}
            </Button>
            <Button
              color={turn === "archive" ? "red" : undefined}
              loading={act.isPending}
              onClick={() => act.mutate(turn)}
            >
              {t(`turn.${turn}.deed`, { count })}
            </Button>
          </Group>
        </Stack>
      ) : null}
    </Modal>
  );
}
