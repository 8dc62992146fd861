import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./segments.module.css";
import { change, linePoints } from "./trend";

const WIDTH = 80;
const HEIGHT = 22;

/** The last 30 days at a glance: the line, and in words how much was won or lost. */
export function Sparkline({ sizes }: { sizes: readonly number[] }) {
  const { t } = useTranslation("segments");
  const won = change(sizes);
  if (won === null)
    return (
      <Text size="xs" c="dimmed">
        {t("trend.new")}
      </Text>
    );
  const points = linePoints(sizes, WIDTH, HEIGHT - 2).map(
    ([x, y]) => `${x.toFixed(1)},${(y + 1).toFixed(1)}`,
  );
  return (
    <Group gap={8} wrap="nowrap">
      <svg
        width={WIDTH}
        height={HEIGHT}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        aria-hidden="true"
        className={classes.spark}
      >
        <polyline points={points.join(" ")} />
      </svg>
      <Text size="xs" className={classes.number}>
        {t(won > 0 ? "trend.more" : won < 0 ? "trend.fewer" : "trend.same", { count: Math.abs(won) })}
      </Text>
    </Group>
  );
}
