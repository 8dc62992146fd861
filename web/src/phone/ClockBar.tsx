import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconClockPlay } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "./control";
import styles from "./desk.module.css";
import { useNow } from "./queries";
import { clockSeconds, dayName, fieldMoment, fieldValue } from "./time";

const MINUTE = 60;
const JUMPS = [
  { seconds: 10 * MINUTE, key: "tenMinutes" },
  { seconds: 60 * MINUTE, key: "hour" },
  { seconds: 24 * 60 * MINUTE, key: "day" },
] as const;

/** What time it is on the phones, and buttons that put it forward: waiting a day takes a click. */
export function ClockBar({ isNarrow = false }: { isNarrow?: boolean }) {
  const { t, i18n } = useTranslation("phone");
  const client = useQueryClient();
  const now = useNow();
  const jump = useMutation({
    mutationFn: (change: { advance_seconds: number } | { set: number }) => call("POST", "/clock", change),
    onSuccess: () => client.invalidateQueries(),
    onError: () => notifications.show({ color: "red", message: t("clock.failed") }),
  });
  if (!now) return null;
  return (
    <Group gap={6} wrap="nowrap" role="group" aria-label={t("clock.title")}>
      {now.isFollowed ? null : <NotFollowed />}
      <Text size="sm" fw={600} className={styles.time} data-testid="clock">
        {isNarrow ? null : `${dayName(now.ms, i18n.language)} `}
        {clockSeconds(now.ms, i18n.language)}
      </Text>
      <Button.Group>
        {JUMPS.map(({ seconds, key }) => (
          <Button
            key={key}
            size="xs"
            px={isNarrow ? 8 : "sm"}
            variant="default"
            disabled={!now.isFollowed}
            loading={jump.isPending}
            onClick={() => jump.mutate({ advance_seconds: seconds })}
            aria-label={t("clock.jump", { by: t(`clock.${key}`) })}
          >
            {t(`clock.${key}`)}
          </Button>
        ))}
      </Button.Group>
      <JumpTo nowMs={now.ms} disabled={!now.isFollowed} onJump={(ms) => jump.mutate({ set: ms / 1000 })} />
    </Group>
  );
}

function NotFollowed() {
  const { t } = useTranslation("phone");
  return (
    <Tooltip
      label={t("clock.alone")}
      multiline
      w={280}
      withArrow
      events={{ hover: true, focus: true, touch: true }}
    >
      <ActionIcon variant="subtle" color="orange" aria-label={t("clock.alone")}>
        <IconAlertTriangle size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

interface JumpProps {
  nowMs: number;
  disabled: boolean;
  onJump: (ms: number) => void;
}

function JumpTo({ nowMs, disabled, onJump }: JumpProps) {
  const { t } = useTranslation("phone");
  const [opened, setOpened] = useState(false);
  const [value, setValue] = useState("");
  const moment = fieldMoment(value);
  const isPast = value !== "" && !(moment > nowMs);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!(moment > nowMs)) return;
    onJump(moment);
    setOpened(false);
  }

  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" withArrow trapFocus>
      <Popover.Target>
        <ActionIcon
          size={30}
          variant="default"
          disabled={disabled}
          aria-label={t("clock.to")}
          title={t("clock.to")}
          onClick={() => {
            setValue(fieldValue(nowMs + 24 * 60 * MINUTE * 1000));
            setOpened((before) => !before);
          }}
        >
          <IconClockPlay size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Stack gap="sm">
            <TextInput
              type="datetime-local"
              label={t("clock.to")}
              description={t("clock.zone")}
              value={value}
              min={fieldValue(nowMs)}
              onChange={(event) => setValue(event.currentTarget.value)}
              error={isPast ? t("clock.past") : undefined}
            />
            <Button type="submit" disabled={!(moment > nowMs)}>
              {t("clock.go")}
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
