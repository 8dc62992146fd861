import { Button, Group, Stack, Text, ThemeIcon } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { auth } from "@/api/auth";
import { StatusBadge } from "@/components/StatusBadge";
import { AuthNote } from "@/components/second-factor";
import { TimeText } from "@/components/TimeText";
import { Card } from "./Card";
import { deviceOf } from "./device";
import { type SignedInSession, sessionsQuery } from "./queries";
import classes from "./security.module.css";

/** Where the person is signed in, and signing those places out. */
export function SessionsCard() {
  const { t } = useTranslation("security");
  const client = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const end = useMutation({
    mutationFn: (which: { sessions: string[] } | { others: true }) =>
      auth<SignedInSession[]>("DELETE", "auth/sessions", which),
    onSuccess: (left) => {
      client.setQueryData(sessionsQuery.queryKey, left);
      notifications.show({ message: t("sessions.ended") });
    },
  });
  const others = (sessions.data ?? []).filter((one) => !one.is_current);
  return (
    <Card title={t("sessions.title")} hint={t("sessions.hint")}>
      <AuthNote error={sessions.error ?? end.error} />
      <Stack gap={0}>
        {(sessions.data ?? []).map((one) => (
          <SessionRow
            key={one.id}
            session={one}
            isBusy={end.isPending}
            onEnd={() => end.mutate({ sessions: [one.id] })}
          />
        ))}
      </Stack>
      {others.length > 1 ? (
        <Group>
          <Button
            variant="default"
            color="red"
            loading={end.isPending}
            onClick={() => end.mutate({ others: true })}
          >
            {t("sessions.endOthers", { count: others.length })}
          </Button>
        </Group>
      ) : null}
    </Card>
  );
}

interface RowProps {
  session: SignedInSession;
  isBusy: boolean;
  onEnd: () => void;
}

function SessionRow({ session, isBusy, onEnd }: RowProps) {
  const { t } = useTranslation("security");
  const device = deviceOf(session.agent);
  const name = [device.system, device.browser].filter(Boolean).join(" · ") || t("sessions.unknown");
  const Icon = device.isHandheld ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <Group className={classes.row} wrap="nowrap" gap="sm">
      <ThemeIcon variant="light" color="gray" size="lg">
        <Icon size={18} />
      </ThemeIcon>
      <Stack gap={0} flex={1} miw={0}>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          {session.is_current ? (
            <StatusBadge look={{ colour: "ai" }}>{t("sessions.current")}</StatusBadge>
          ) : null}
          {session.is_kept ? <StatusBadge look={{ colour: "gray" }}>{t("sessions.kept")}</StatusBadge> : null}
        </Group>
        <Text size="sm" c="dimmed" component="div">
          {session.address ?? ""} · {t("sessions.seen")} <TimeText at={session.seen_at} />
        </Text>
      </Stack>
      {session.is_current ? null : (
        <Button
          variant="subtle"
          color="red"
          size="xs"
          disabled={isBusy}
          aria-label={t("sessions.endNamed", { name })}
          onClick={onEnd}
        >
          {t("sessions.end")}
        </Button>
      )}
    </Group>
  );
}
