import { Button, Group, SimpleGrid, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconHandStop, IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ChannelOut } from "@/api/schema.gen";
import { useCan, useMe } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { StatusBadge } from "@/components/StatusBadge";
import { sendingQuery, useHoldSending, useRetrySending } from "./queries";
import { Section } from "./Section";
import { CAN_RETRY, SENDING_LOOKS } from "./status";

/** Whether messages go out, what waits, and the switch that stops everything. */
export function SendingCard({ channel }: { channel: ChannelOut }) {
  const { t, i18n } = useTranslation("settings");
  const can = useCan();
  const isHeld = useMe().organisation.is_sending_held;
  const { data, error, refetch } = useQuery(sendingQuery(channel.id));
  const hold = useHoldSending();
  const retry = useRetrySending(channel.id);
  const mayControl = can("deliveries.control");
  const toggle = () =>
    modals.openConfirmModal({
      title: t(isHeld ? "sending.releaseTitle" : "sending.holdTitle"),
      children: <Text size="sm">{t(isHeld ? "sending.releaseText" : "sending.holdText")}</Text>,
      labels: {
        confirm: t(isHeld ? "sending.release" : "sending.hold"),
        cancel: t("common:action.cancel"),
      },
      confirmProps: { color: isHeld ? undefined : "red" },
      onConfirm: () =>
        hold.mutate(!isHeld, {
          onSuccess: () =>
            notifications.show({ message: t(isHeld ? "sending.released" : "sending.heldNow") }),
        }),
    });
  return (
    <Section title={t("sending.title")}>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data ? (
        <>
          <Group gap="xs">
            <StatusBadge look={SENDING_LOOKS[data.state]}>{t(`sending.state.${data.state}`)}</StatusBadge>
            <Text size="sm" flex="1 1 240px">
              {i18n.language === "en" ? data.en : data.ja}
            </Text>
          </Group>
          <SimpleGrid cols={{ base: 2, xs: 4 }}>
            <Figure label={t("sending.toPlan")} value={data.pending.to_plan} />
            <Figure label={t("sending.ready")} value={data.pending.ready} />
            <Figure label={t("sending.sending")} value={data.pending.sending} />
            <Figure label={t("sending.held")} value={data.pending.held} />
          </SimpleGrid>
        </>
      ) : null}
      <ErrorNote error={hold.error ?? retry.error} />
      {mayControl ? (
        <Group>
          {data && CAN_RETRY.has(data.state) ? (
            <Button
              variant="light"
              leftSection={<IconRefresh size={16} />}
              loading={retry.isPending}
              onClick={() => retry.mutate()}
            >
              {t("sending.retry")}
            </Button>
          ) : null}
          <Button
            color={isHeld ? undefined : "red"}
            variant={isHeld ? "filled" : "outline"}
            leftSection={isHeld ? <IconPlayerPlay size={16} /> : <IconHandStop size={16} />}
            loading={hold.isPending}
            onClick={toggle}
          >
            {t(isHeld ? "sending.release" : "sending.hold")}
          </Button>
        </Group>
      ) : null}
    </Section>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  const { i18n } = useTranslation();
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="lg" fw={600} ff="monospace">
        {value.toLocaleString(i18n.language)}
      </Text>
    </div>
  );
}
