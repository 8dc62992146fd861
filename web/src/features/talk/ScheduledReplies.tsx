import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconAlertTriangle, IconCalendarClock } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ScheduledReplyOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { BlockSummary } from "@/components/BlockSummary";
import { TimeText } from "@/components/TimeText";
import { cancelScheduled } from "./deeds";
import { scheduledQuery } from "./queries";
import classes from "./talk.module.css";
import { tellProblem } from "./tellProblem";

/** Answers that wait for their time. One that the friend has overtaken says so. */
export function ScheduledReplies({ friendId }: { friendId: number }) {
  const { data } = useQuery(scheduledQuery(friendId));
  if (!data?.length) return null;
  return (
    <Stack gap={4} className={classes.scheduled}>
      {data.map((one) => (
        <Waiting key={one.id} scheduled={one} friendId={friendId} />
      ))}
    </Stack>
  );
}

function Waiting({ scheduled, friendId }: { scheduled: ScheduledReplyOut; friendId: number }) {
  const { t } = useTranslation("talk");
  const can = useCan();
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelScheduled(friendId, scheduled.id),
    onSettled: () => client.invalidateQueries({ queryKey: ["talk", "scheduled", friendId] }),
    onError: tellProblem,
  });
  const ask = () =>
    modals.openConfirmModal({
      title: t("schedule.cancelTitle"),
      children: <Text size="sm">{t("schedule.cancelText")}</Text>,
      labels: { confirm: t("schedule.cancel"), cancel: t("common:action.back") },
      confirmProps: { color: "red" },
      onConfirm: () => cancel.mutate(),
    });
  const Icon = scheduled.friend_wrote_since ? IconAlertTriangle : IconCalendarClock;
  return (
    <Alert
      py={6}
      color={scheduled.friend_wrote_since ? "orange" : "ai"}
      variant="light"
      icon={<Icon size={18} />}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <div className={classes.scheduledText}>
          <Text size="xs" fw={600}>
            {t("schedule.waits")} <TimeText at={scheduled.due_at} />
            {"・"}
            {scheduled.created_by}
          </Text>
          {scheduled.friend_wrote_since ? <Text size="xs">{t("schedule.overtaken")}</Text> : null}
          {scheduled.is_paused ? <Text size="xs">{t("schedule.paused")}</Text> : null}
          <BlockSummary blocks={scheduled.blocks} lines={1} />
        </div>
        {can("talk.reply") ? (
          <Button size="xs" variant="default" onClick={ask} loading={cancel.isPending}>
            {t("schedule.cancel")}
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}
