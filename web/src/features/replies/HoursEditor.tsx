import "@mantine/dates/styles.css";
import { Chip, Group, Stack, Switch, Text } from "@mantine/core";
import { TimePicker } from "@mantine/dates";
import { useTranslation } from "react-i18next";
import type { Hours } from "./rule";

interface Props {
  hours: Hours | null;
  problems: Record<string, string>;
  onChange: (hours: Hours | null) => void;
}

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
/** Most shops ask for the time in which they are closed. */
const CLOSED: Hours = { weekdays: EVERY_DAY, start: "19:00", end: "10:00" };

/** Limits a rule to weekdays and a time of day; an end before the start lies on the next day. */
export function HoursEditor({ hours, problems, onChange }: Props) {
  const { t } = useTranslation("replies");
  const problem = Object.entries(problems).find(([path]) => path.startsWith("trigger.hours"))?.[1];
  return (
    <Stack gap="xs">
      <Switch
        label={t("hours.isOn")}
        checked={hours !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? CLOSED : null)}
      />
      {hours ? (
        <Stack gap="xs" pl="md">
          <Chip.Group
            multiple
            value={hours.weekdays.map(String)}
            onChange={(days) => onChange({ ...hours, weekdays: days.map(Number).sort() })}
          >
            <Group gap={6} role="group" aria-label={t("hours.weekdays")}>
              {EVERY_DAY.map((day) => (
                <Chip key={day} value={String(day)} size="xs">
                  {t(`hours.day.${day}`)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <Group gap="xs">
            <TimePicker
              hoursInputLabel={t("hours.start")}
              minutesInputLabel={t("hours.minutesLabel")}
              format="24h"
              w={100}
              value={hours.start}
              onChange={(value) => {
                const start = value.slice(0, 5);
                if (start.length === 5) onChange({ ...hours, start });
              }}
            />
            <Text size="sm">{t("hours.to")}</Text>
            <TimePicker
              hoursInputLabel={t("hours.end")}
              minutesInputLabel={t("hours.minutesLabel")}
              format="24h"
              w={100}
              value={hours.end}
              onChange={(value) => {
                const end = value.slice(0, 5);
                if (end.length === 5) onChange({ ...hours, end });
              }}
            />
            {hours.end <= hours.start ? (
              <Text size="sm" c="dimmed">
                {t("hours.nextDay")}
              </Text>
            ) : null}
          </Group>
          {problem || hours.weekdays.length === 0 ? (
            <Text size="sm" c="red">
              {problem ?? t("hours.noDay")}
            </Text>
          ) : null}
        </Stack>
      ) : null}
    </Stack>
  );
}
