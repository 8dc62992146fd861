import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { IconPlugConnected, IconRefresh } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ChannelOut, FindingOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { FindingList } from "./FindingList";
import { useChannelCheck, useWebhookAddress } from "./queries";
import { WebhookAddress } from "./WebhookAddress";

/** Mends that the button below can do by itself. */
const MENDED_HERE = new Set(["line.webhook_not_set", "line.webhook_elsewhere"]);

interface Props {
  channel: ChannelOut;
  /** Look at once instead of waiting for the button. */
  startsAtOnce?: boolean;
  onResult?: (isOk: boolean) => void;
}

/** What LINE says about an account: each thing that was looked at, and the mend where something is wrong. */
export function ChannelCheck({ channel, startsAtOnce = false, onResult }: Props) {
  const { t } = useTranslation("channelCheck");
  const client = useQueryClient();
  const check = useChannelCheck(channel.id);
  const setAddress = useWebhookAddress(channel.id);
  const hasStarted = useRef(false);
  const look = () =>
    check.mutate(undefined, {
      onSuccess: (result) => {
        onResult?.(result.is_ok);
        void client.invalidateQueries({ queryKey: ["channels"] });
      },
    });
  useEffect(() => {
    if (!startsAtOnce || hasStarted.current) return;
    hasStarted.current = true;
    look();
  });
  const findings: FindingOut[] = check.data?.findings ?? [];
  const canSetAddress = findings.some((one) => MENDED_HERE.has(one.code ?? ""));
  return (
    <Stack gap="sm">
      {channel.is_practice ? null : <WebhookAddress address={channel.webhook_address} />}
      {check.isPending ? (
        <Group gap="xs">
          <Loader size="xs" />
          <Text size="sm">{t("looking")}</Text>
        </Group>
      ) : null}
      {check.data ? (
        <Text fw={600} role="status" c={check.data.is_ok ? undefined : "red"}>
          {t(check.data.is_ok ? "fine" : "wrong", { count: findings.filter((one) => !one.is_ok).length })}
        </Text>
      ) : null}
      <FindingList findings={findings} />
      <ErrorNote error={check.error ?? setAddress.error} />
      <Group gap="xs">
        {canSetAddress ? (
          <Button
            leftSection={<IconPlugConnected size={16} />}
            loading={setAddress.isPending}
            onClick={() => setAddress.mutate(undefined, { onSuccess: look })}
          >
            {t("setAddress")}
          </Button>
        ) : null}
        <Button
          variant={check.data ? "default" : "light"}
          leftSection={<IconRefresh size={16} />}
          loading={check.isPending}
          onClick={look}
        >
          {t(check.data ? "again" : "look")}
        </Button>
      </Group>
    </Stack>
  );
}
