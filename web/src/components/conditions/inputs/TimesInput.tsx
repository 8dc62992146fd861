import { Group, NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "../conditions.module.css";
import type { InputProps } from "./types";

const TESTS = ["at_least", "at_most", "exactly"] as const;
const MOST = 1_000;

interface Times {
  test?: (typeof TESTS)[number];
  number?: number;
}

/** How often something happened; "never" is a choice of its own, because nobody thinks of "at most 0 times". */
export function TimesInput({ label, value, set, error, isReadOnly }: InputProps) {
  const { t } = useTranslation("conditions");
  const { test = "at_least", number = 1 } = (value ?? {}) as Times;
  const isNever = number === 0 && test !== "at_least";
  return (
    <Group gap="xs" align="flex-start" className={classes.some}>
      {isNever ? null : (
        <NumberInput
          className={classes.short}
          label={label}
          min={1}
          max={MOST}
          allowDecimal={false}
          readOnly={isReadOnly}
          value={number}
          error={error}
          onChange={(next) => typeof next === "number" && next > 0 && set({ test, number: next })}
        />
      )}
      <Select
        className={classes.short}
        label={isNever ? label : t("times.range")}
        allowDeselect={false}
        readOnly={isReadOnly}
        value={isNever ? "never" : test}
        data={[...TESTS, "never" as const].map((one) => ({ value: one, label: t(`times.${one}`) }))}
        onChange={(next) =>
          set(next === "never" ? { test: "at_most", number: 0 } : { test: next, number: number || 1 })
        }
      />
    </Group>
  );
}
