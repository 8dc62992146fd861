import "@mantine/dates/styles.css";
import { Alert, Group, NumberInput, Radio, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { TimePicker } from "@mantine/dates";
import { useTranslation } from "react-i18next";
import type { FieldProblemOut } from "@/api/schema.gen";
import { useTimeZone } from "@/components/TimeText";
import type { Timing } from "./draft";
import { dayText, exampleOf, inUnits, SECONDS, type Unit } from "./timing";

interface Props {
  timing: Timing;
  isFirst: boolean;
  problems: FieldProblemOut[];
  isReadOnly: boolean;
  onChange: (timing: Timing) => void;
}

const FRESH: Record<Timing["mode"], Timing> = {
  at_once: { mode: "at_once" },
  after: { mode: "after", seconds: 3_600 },
  on_day: { mode: "on_day", day: 1, at: "10:00", if_past: "skip" },
};

/** Seconds are offered only where a program wrote them. */
const UNITS = ["minutes", "hours", "days"] as const;

/** When a step is due: at once, some time after the start, or at a time of day some days after it. */
export function WaitEditor({ timing, isFirst, problems, isReadOnly, onChange }: Props) {
  const { t, i18n } = useTranslation("scenarios");
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm" id="wait-label">
        {t("wait.label")}
      </Text>
      <SegmentedControl
        aria-labelledby="wait-label"
        fullWidth
        disabled={isReadOnly}
        value={timing.mode}
        onChange={(mode) => onChange(FRESH[mode as Timing["mode"]])}
        data={(["at_once", "after", "on_day"] as const).map((value) => ({
          value,
          label: t(`wait.mode.${value}`),
        }))}
      />
      {timing.mode === "at_once" ? (
        <Text size="sm" c="dimmed">
          {t(isFirst ? "wait.atOnceFirstHint" : "wait.atOnceHint")}
        </Text>
      ) : null}
      {timing.mode === "after" ? (
        <Elapsed seconds={timing.seconds} isReadOnly={isReadOnly} onChange={onChange} />
      ) : null}
      {timing.mode === "on_day" ? (
        <OnDay timing={timing} isReadOnly={isReadOnly} onChange={onChange} />
      ) : null}
      <Example timing={timing} />
      {problems.map((problem) => (
        <Alert key={problem.path} color="red" variant="light" p="xs">
          {i18n.language === "ja" ? problem.ja : problem.en}
        </Alert>
      ))}
    </Stack>
  );
}

function Elapsed({
  seconds,
  isReadOnly,
  onChange,
}: {
  seconds: number;
  isReadOnly: boolean;
  onChange: (timing: Timing) => void;
}) {
  const { t } = useTranslation("scenarios");
  const { number, unit } = inUnits(seconds);
  const set = (count: number, of: Unit) =>
    onChange({
      mode: "after",
      seconds: Math.min(Math.max(0, Math.round(count)) * SECONDS[of], 366 * 86_400),
    });
  return (
    <Group gap="xs" align="center">
      <Text size="sm">{t("wait.fromStart")}</Text>
      <NumberInput
        aria-label={t("wait.number")}
        w={90}
        min={1}
        max={9_999}
        disabled={isReadOnly}
        value={number}
        onChange={(value) => typeof value === "number" && set(value, unit)}
      />
      <Select
        aria-label={t("wait.unit.label")}
        w={100}
        allowDeselect={false}
        disabled={isReadOnly}
        value={unit}
        onChange={(value) => value && set(number, value as Unit)}
        data={(unit === "seconds" ? (["seconds", ...UNITS] as const) : UNITS).map((value) => ({
          value,
          label: t(`wait.unit.${value}`),
        }))}
      />
      <Text size="sm">{t("wait.later")}</Text>
    </Group>
  );
}

type OnDayTiming = Extract<Timing, { mode: "on_day" }>;

function OnDay({
  timing,
  isReadOnly,
  onChange,
}: {
  timing: OnDayTiming;
  isReadOnly: boolean;
  onChange: (timing: Timing) => void;
}) {
  const { t } = useTranslation("scenarios");
  return (
    <>
      <Group gap="xs" align="center">
        <Text size="sm">{t("wait.fromStart")}</Text>
        <NumberInput
          aria-label={t("wait.days")}
          w={80}
          min={0}
          max={366}
          allowDecimal={false}
          disabled={isReadOnly}
          value={timing.day}
          onChange={(value) => typeof value === "number" && onChange({ ...timing, day: value })}
        />
        <Text size="sm">{t("wait.daysLater")}</Text>
        <TimePicker
          hoursInputLabel={t("wait.clock")}
          minutesInputLabel={t("wait.minutesLabel")}
          format="24h"
          w={100}
          disabled={isReadOnly}
          value={timing.at}
          onChange={(value) => {
            const at = value.slice(0, 5);
            if (at.length === 5) onChange({ ...timing, at });
          }}
        />
      </Group>
      {timing.day === 0 ? (
        <Radio.Group
          size="xs"
          label={t("wait.ifPast.label")}
          value={timing.if_past}
          onChange={(value) => onChange({ ...timing, if_past: value as OnDayTiming["if_past"] })}
        >
          <Group gap="md" mt={4}>
            {(["skip", "send"] as const).map((value) => (
              <Radio key={value} value={value} label={t(`wait.ifPast.${value}`)} disabled={isReadOnly} />
            ))}
          </Group>
        </Radio.Group>
      ) : null}
    </>
  );
}

function Example({ timing }: { timing: Timing }) {
  const { t, i18n } = useTranslation("scenarios");
  const example = exampleOf(timing, new Date(), useTimeZone());
  if (!example) return null;
  return (
    <Text size="xs" c="dimmed">
      {t("wait.example", { day: dayText(example.day, i18n.language), clock: example.clock })}
    </Text>
  );
}
