import { Alert, Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { ErrorNote } from "@/components/ErrorNote";
import { scenarioQuery } from "../queries";
import type { Desk } from "./desk";
import { waitText } from "./timing";

/** Says what publishing does, and to whom, before it is done. */
export function PublishDialog({ it, isOpen, onClose }: { it: Desk; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("scenarios");
  const client = useQueryClient();
  const { detail, desk } = it;
  const publish = useMutation({
    mutationFn: async () => {
      if (!(await desk.flush())) return null;
      return answer(
        api.POST("/api/v1/scenarios/{scenario_id}/publish", { params: { path: { scenario_id: detail.id } } }),
      );
    },
    onSuccess: (found) => {
      if (!found) return;
      client.setQueryData(scenarioQuery(detail.id).queryKey, found);
      void client.invalidateQueries({ queryKey: ["scenarios"] });
      notifications.show({ message: t("publish.done", { name: found.name }) });
      onClose();
    },
  });
  const steps = desk.draft.steps;
  const next = (detail.current_version ?? 0) + 1;
  const isFit = detail.problems.length === 0 && steps.length > 0;
  return (
    <Modal
      closeButtonProps={{ "aria-label": t("common:action.close") }}
      opened={isOpen}
      onClose={onClose}
      title={t("publish.title", { name: desk.draft.name || detail.name })}
      size="lg"
    >
      <Stack>
        {isFit ? (
          <Preview it={it} />
        ) : (
          <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />}>
            {t("publish.unfit", { count: Math.max(1, detail.problems.length) })}
          </Alert>
        )}
        <ErrorNote error={publish.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          {isFit ? (
            <Button data-autofocus loading={publish.isPending} onClick={() => publish.mutate()}>
              {detail.current === null
                ? t("publish.first", { count: steps.length })
                : t("publish.next", { number: next })}
            </Button>
          ) : (
            <Button
              onClick={() => {
                it.choose({ at: "overview" });
                onClose();
              }}
            >
              {t("publish.showProblems")}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function Preview({ it }: { it: Desk }) {
  const { t } = useTranslation("scenarios");
  const { detail, desk } = it;
  const { active } = detail.enrolments;
  return (
    <>
      <div>
        <Text fw={600} size="sm">
          {t("publish.who")}
        </Text>
        {it.startTexts.length > 0 ? (
          <List size="sm">
            {it.startTexts.map((text) => (
              <List.Item key={text}>{text}</List.Item>
            ))}
          </List>
        ) : (
          <Alert color="yellow" variant="light" p="xs" icon={<IconAlertTriangle size={18} />}>
            {t("publish.nobody")}
          </Alert>
        )}
      </div>
      <div>
        <Text fw={600} size="sm">
          {t("publish.what", { count: desk.draft.steps.length })}
        </Text>
        <List size="sm" type="ordered">
          {desk.draft.steps.map((step, index) => (
            <List.Item key={step.key}>
              {waitText(step.timing, index === 0, t)}
              {step.name ? ` — ${step.name}` : ""}
            </List.Item>
          ))}
        </List>
      </div>
      <Text size="sm">{t("publish.already")}</Text>
      {active > 0 ? <Text size="sm">{t("publish.underWay", { count: active })}</Text> : null}
      {detail.state === "paused" ? <Text size="sm">{t("publish.resumes")}</Text> : null}
    </>
  );
}
