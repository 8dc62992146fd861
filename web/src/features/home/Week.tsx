import { Anchor, Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DayOut } from "@/api/schema.gen";
import { useChannel } from "@/app/session";
import { countText } from "@/components/CountText";
import { filled } from "@/components/composer/placeholders";
import { useTimeZone } from "@/components/TimeText";
import { clockTime } from "./days";
import classes from "./home.module.css";

/** What goes out on each of the next seven days, as far as it is known. */
export function Week({ days }: { days: DayOut[] }) {
  const { t } = useTranslation("home");
  return (
    <section aria-labelledby="week">
      <Group justify="space-between" align="baseline" mb="xs">
        <Title order={2} id="week">
          {t("week.title")}
        </Title>
        <Text size="xs" c="dimmed">
          {t("week.hint")}
        </Text>
      </Group>
      <ol className={classes.week}>
        {days.map((day, index) => (
          <Day key={day.on_date} day={day} isToday={index === 0} />
        ))}
      </ol>
    </section>
  );
}

function Day({ day, isToday }: { day: DayOut; isToday: boolean }) {
  const { t, i18n } = useTranslation("home");
  const date = new Intl.DateTimeFormat(i18n.language, {
    month: "numeric",
    day: "numeric",
    weekday: "short",
    timeZone: "UTC",
  }).format(new Date(`${day.on_date}T00:00:00Z`));
  const isEmpty = day.dispatches.length + day.steps.length === 0;
  return (
    <Paper component="li" withBorder p="sm" className={classes.day} data-today={isToday || undefined}>
      <Group gap={6} mb={6} wrap="nowrap">
        <Text size="sm" fw={650}>
          {date}
        </Text>
        {isToday ? (
          <Badge size="xs" variant="filled" tt="none">
            {t("week.today")}
          </Badge>
        ) : null}
      </Group>
      {isEmpty ? (
        <Text size="sm" c="dimmed">
          {t("week.nothing")}
        </Text>
      ) : (
        <Stack gap="xs">
          <Entries day={day} />
        </Stack>
      )}
    </Paper>
  );
}

function Entries({ day }: { day: DayOut }) {
  const { t, i18n } = useTranslation("home");
  const channel = useChannel();
  const at = `/c/${channel.id}`;
  const values = { name: t("deliveries:someone"), "channel.name": channel.name };
  const zone = useTimeZone();
  return (
    <>
      {day.dispatches.map((row) => (
        <div key={row.id}>
          <Anchor component={Link} to={`${at}/deliveries/${row.id}`} size="sm" lineClamp={2}>
            {String(filled(row.outline?.text ?? "", values)) || t(`deliveries:kind.${row.kind}`)}
          </Anchor>
          <Text size="xs" c="dimmed">
            {t("week.dispatch", {
              time: clockTime(row.due_at, zone, i18n.language),
              kind: t(`deliveries:kind.${row.kind}`),
              count: row.planned,
            })}
            {row.state === "paused" ? ` · ${t("deliveries:state.paused")}` : ""}
          </Text>
        </div>
      ))}
      {day.steps.map((step) => (
        <div key={step.scenario_id}>
          <Anchor component={Link} to={`${at}/scenarios/${step.scenario_id}`} size="sm" lineClamp={2}>
            {step.name}
          </Anchor>
          <Text size="xs" c="dimmed">
            {t("week.steps", { people: countText(step.friends, i18n.language) })}
          </Text>
        </div>
      ))}
    </>
  );
}
