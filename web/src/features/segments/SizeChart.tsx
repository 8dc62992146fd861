import { Group, SegmentedControl, Skeleton, Text, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type PointerEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentDayOut } from "@/api/schema.gen";
import { historyQuery } from "./queries";
import classes from "./segments.module.css";
import { linePoints, range } from "./trend";

const WIDTH = 600;
const HEIGHT = 160;
const SPANS = ["30", "90", "365"] as const;

/** How large the segment was on each day. */
export function SizeChart({ segmentId }: { segmentId: number }) {
  const { t } = useTranslation("segments");
  const [span, setSpan] = useState<string>("90");
  const { data: days } = useQuery(historyQuery(segmentId, Number(span)));
  return (
    <>
      <Group justify="space-between" mb="xs">
        <Text fw={600} component="h2" size="md">
          {t("history.title")}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={t("history.span")}
          value={span}
          onChange={setSpan}
          data={SPANS.map((value) => ({ value, label: t("history.days", { count: Number(value) }) }))}
        />
      </Group>
      {!days ? <Skeleton h={HEIGHT} /> : days.length < 2 ? <TooYoung /> : <Chart days={days} />}
    </>
  );
}

function TooYoung() {
  const { t } = useTranslation("segments");
  return (
    <Text size="sm" c="dimmed">
      {t("history.tooYoung")}
    </Text>
  );
}

function Chart({ days }: { days: SegmentDayOut[] }) {
  const { t, i18n } = useTranslation("segments");
  const [pointed, setPointed] = useState<number | null>(null);
  const sizes = days.map((day) => day.size);
  const points = linePoints(sizes, WIDTH, HEIGHT);
  const { low, high } = range(sizes);
  const line = points.map(([x, y]) => `${x},${y}`).join(" ");
  const date = new Intl.DateTimeFormat(i18n.language, { month: "numeric", day: "numeric", timeZone: "UTC" });
  const said = (day: SegmentDayOut) => date.format(new Date(`${day.on_date}T00:00:00Z`));
  const shown = days[pointed ?? days.length - 1] ?? days[0];
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = (event.clientX - box.left) / Math.max(1, box.width);
    setPointed(Math.min(days.length - 1, Math.max(0, Math.round(part * (days.length - 1)))));
  };
  return (
    <>
      <Text size="sm" mb={4} className={classes.number} aria-hidden="true">
        {shown
          ? t("history.day", {
              date: said(shown),
              count: shown.size,
              entered: shown.entered,
              left: shown.left,
            })
          : null}
      </Text>
      <div className={classes.chart} aria-hidden="true">
        <Text size="xs" c="dimmed" component="div" className={classes.scale}>
          <span>{high.toLocaleString(i18n.language)}</span>
          <span>{low.toLocaleString(i18n.language)}</span>
        </Text>
        <svg
          className={classes.plot}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setPointed(null)}
        >
          {[0, 0.5, 1].map((part) => (
            <line
              key={part}
              className={classes.grid}
              x1={0}
              x2={WIDTH}
              y1={part * HEIGHT}
              y2={part * HEIGHT}
            />
          ))}
          <polygon className={classes.area} points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />
          <polyline className={classes.line} points={line} />
          {pointed === null ? null : (
            <line
              className={classes.cursor}
              x1={points[pointed]?.[0]}
              x2={points[pointed]?.[0]}
              y1={0}
              y2={HEIGHT}
            />
          )}
        </svg>
        <Text size="xs" c="dimmed" component="div" className={classes.days}>
          <span>{days[0] ? said(days[0]) : ""}</span>
          <span>{days.at(-1) ? said(days.at(-1) as SegmentDayOut) : ""}</span>
        </Text>
      </div>
      <VisuallyHidden>
        <ul>
          {days.map((day) => (
            <li key={day.on_date}>
              {t("history.day", { date: said(day), count: day.size, entered: day.entered, left: day.left })}
            </li>
          ))}
        </ul>
      </VisuallyHidden>
    </>
  );
}
