import { Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { EnrolmentOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";
import { TimeText } from "@/components/TimeText";
import { friendEnrolmentsQuery } from "./queries";

const MOST = 8;

/** The scenarios that a friend is in or was in. */
export function Enrolments({ friendId }: { friendId: number }) {
  const { t } = useTranslation("friends");
  const { data } = useQuery(friendEnrolmentsQuery(friendId));
  return (
    <Stack gap="xs">
      <Title order={2} size="h3">
        {t("detail.scenarios")}
      </Title>
      {data?.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("detail.noScenarios")}
        </Text>
      ) : null}
      {data?.slice(0, MOST).map((run) => (
        <Run key={run.id} run={run} />
      ))}
    </Stack>
  );
}

function Run({ run }: { run: EnrolmentOut }) {
  const { t } = useTranslation("friends");
  const channelId = useChannelId();
  const isActive = run.state === "active";
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
      <Stack gap={0} miw={0}>
        <Anchor component={Link} to={`/c/${channelId}/scenarios/${run.scenario_id}`} size="sm" lineClamp={2}>
          {run.scenario_name}
        </Anchor>
        <Text size="xs" c="dimmed" component="div">
          {isActive && run.due_at ? (
            <>
              {t("run.next", { step: run.position + 1 })} <TimeText at={run.due_at} />
            </>
          ) : (
            <>
              {t(`run.${run.state}`)} <TimeText at={run.ended_at} />
            </>
          )}
        </Text>
      </Stack>
      {isActive ? <Stop run={run} /> : null}
    </Group>
  );
}

function Stop({ run }: { run: EnrolmentOut }) {
  const { t } = useTranslation("friends");
  const client = useQueryClient();
  const can = useCan();
  const stop = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/scenarios/{scenario_id}/enrolments/remove", {
          params: { path: { scenario_id: run.scenario_id } },
          body: { friend_ids: [run.friend_id] },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["scenarios"] });
      void client.invalidateQueries({ queryKey: ["friends", "timeline", run.friend_id] });
      notifications.show({ color: "teal", message: t("run.stoppedNow", { name: run.scenario_name }) });
    },
    onError: (error) =>
      notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") }),
  });
  if (!can("scenarios.publish")) return null;
  const ask = () =>
    modals.openConfirmModal({
      title: t("run.stopTitle"),
      children: t("run.stopText", { name: run.scenario_name }),
      labels: { confirm: t("run.stop"), cancel: t("common:action.cancel") },
      confirmProps: { color: "red" },
      onConfirm: () => stop.mutate(),
    });
  return (
    <Button size="compact-xs" variant="light" color="red" loading={stop.isPending} onClick={ask}>
      {t("run.stop")}
    </Button>
  );
}
