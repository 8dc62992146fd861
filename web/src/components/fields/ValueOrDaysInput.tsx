import { Group, NumberInput, SegmentedControl, Stack, Text } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { FieldValueInput } from "./FieldValueInput";
import type { FieldShape } from "./types";

interface Props {
  field: FieldShape;
  label: string;
  value: unknown;
  /** Days from the day on which it happens, in place of a value; null for a value. */
  days: number | null;
  onChange: (value: unknown, days: number | null) => void;
  error?: string;
}

/** What an action puts into a field: a value or, for dates, so many days from then. */
export function ValueOrDaysInput({ field, label, value, days, onChange, error }: Props) {
  const { t } = useTranslation("fields");
  const id = useId();
  if (field.type !== "date" && field.type !== "datetime")
    return (
      <FieldValueInput
        field={field}
        label={label}
        value={value}
        error={error}
        onChange={(next) => onChange(next, null)}
      />
    );
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500} id={id}>
        {label}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        data={[
          { value: "days", label: t("days.relative") },
          { value: "date", label: t("days.fixed") },
        ]}
        value={days === null ? "date" : "days"}
        onChange={(next) => (next === "days" ? onChange(null, 0) : onChange(null, null))}
      />
      {days === null ? (
        <FieldValueInput
          field={field}
          ariaLabel={label}
          value={value}
          error={error}
          onChange={(next) => onChange(next, null)}
        />
      ) : (
        <Group gap="xs" align="center" wrap="nowrap">
          <NumberInput
            aria-label={t("days.number")}
            w={120}
            allowDecimal={false}
            min={-36_600}
            max={36_600}
            value={days}
            error={error}
            onChange={(next) => onChange(null, typeof next === "number" ? next : 0)}
          />
          <Text size="sm">{daysText(days, t)}</Text>
        </Group>
      )}
    </Stack>
  );
}

type Say = (key: "days.today" | "days.after" | "days.before", values: { count: number }) => string;

/** "Three days after it happens", as people say it. */
export function daysText(days: number, t: Say): string {
  if (days === 0) return t("days.today", { count: 0 });
  return days > 0 ? t("days.after", { count: days }) : t("days.before", { count: -days });
}
