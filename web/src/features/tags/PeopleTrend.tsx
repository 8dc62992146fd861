import { Card, Group, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TagDayOut } from "@/api/schema.gen";
import classes from "./tags.module.css";

const WIDTH = 600;
const HEIGHT = 96;

/** The corners of the line, the least at the bottom; a level line lies in the middle. */
export function trendPoints(days: readonly TagDayOut[]): string {
  const numbers = days.map((day) => day.friends);
  const low = Math.min(...numbers);
  const span = Math.max(...numbers) - low;
  const step = days.length > 1 ? WIDTH / (days.length - 1) : 0;
  return numbers
    .map((number, index) => {
      const part = span === 0 ? 0.5 : (number - low) / span;
      return `${(index * step).toFixed(1)},${(HEIGHT - 4 - part * (HEIGHT - 8)).toFixed(1)}`;
    })
    .join(" ");
}

/** How many friends had the tag on each of the last days, and what became of their number. */
export function PeopleTrend({ days }: { days: TagDayOut[] }) {
  const { t, i18n } = useTranslation("tags");
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return null;
  const won = last.friends - first.friends;
  const date = new Intl.DateTimeFormat(i18n.language, { month: "short", day: "numeric", timeZone: "UTC" });
  const said = (day: TagDayOut) => date.format(new Date(`${day.on}T00:00:00Z`));
  return (
    <Card withBorder>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t("trend.title")}</Title>
        <Text size="sm" className={classes.number}>
          {t(won > 0 ? "trend.more" : won < 0 ? "trend.fewer" : "trend.same", {
            days: days.length,
            count: Math.abs(won),
          })}
        </Text>
      </Group>
      <svg
        className={classes.plot}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("trend.label", {
          from: said(first),
          before: first.friends,
          to: said(last),
          now: last.friends,
        })}
      >
        <polyline className={classes.line} points={trendPoints(days)} />
      </svg>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {said(first)}・{t("people", { count: first.friends })}
        </Text>
        <Text size="xs" c="dimmed">
          {said(last)}・{t("people", { count: last.friends })}
        </Text>
      </Group>
    </Card>
  );
}
