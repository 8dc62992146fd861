import { Group, NumberInput, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "../conditions.module.css";
import { problemAt } from "../problems";
import type { InputProps } from "./types";
import { freshWhen, MODES, type Mode, TESTS, testOf, type When } from "./when";

/** When something happened or will: so many days ago or ahead, between two days, every year, or ever at all. */
export function WhenInput({ input, naming, value, set, error, problems, path, isReadOnly }: InputProps) {
  const { t } = useTranslation("conditions");
  const when = (value ?? null) as When | null;
  const offered = (input.options.modes as Mode[] | undefined) ?? MODES;
  const modes = [
    ...(input.optional ? [{ value: "", label: t("when.any") }] : []),
    ...offered.map((mode) => ({ value: mode, label: t(`when.mode.${mode}`) })),
  ];
  const own = problems[path];
  const change = (part: Partial<When>) => when && set({ ...when, ...part } as When);
  const inside = (name: string) => problemAt(problems, `${path}.${name}`);
  const isInside = when !== null && ["days", "hours", "since", "until", "month", "test"].some(inside);
  return (
    <Group gap="xs" align="flex-start" className={classes.wide}>
      <Select
        className={classes.some}
        {...naming}
        allowDeselect={false}
        readOnly={isReadOnly}
        value={when?.mode ?? ""}
        data={modes}
        error={own ?? (isInside ? undefined : error)}
        onChange={(mode) => set(mode ? freshWhen(mode as Mode, when) : undefined)}
      />
      {when && ("days" in when || "hours" in when) ? (
        <NumberInput
          className={classes.short}
          label={t("hours" in when ? "when.hours" : "when.days")}
          readOnly={isReadOnly}
          min={"hours" in when ? 1 : 0}
          max={"hours" in when ? 8_760 : 36_500}
          allowDecimal={false}
          value={"hours" in when ? when.hours : when.days}
          error={inside("days") ?? inside("hours")}
          onChange={(next) => {
            if (typeof next === "number") change("hours" in when ? { hours: next } : { days: next });
          }}
        />
      ) : null}
      {when && TESTS[when.mode].length > 0 ? (
        <Select
          className={classes.some}
          label={t("when.test")}
          allowDeselect={false}
          readOnly={isReadOnly}
          value={testOf(when)}
          data={TESTS[when.mode].map((test) => ({
            value: test,
            label: t(`when.tests.${when.mode}.${test}`),
          }))}
          error={inside("test")}
          onChange={(test) => change({ test } as Partial<When>)}
        />
      ) : null}
      {when?.mode === "between"
        ? (["since", "until"] as const).map((edge) => (
            <TextInput
              key={edge}
              type="date"
              className={classes.short}
              label={t(`when.${edge}`)}
              readOnly={isReadOnly}
              value={when[edge] ?? ""}
              error={inside(edge)}
              onChange={(event) => change({ [edge]: event.currentTarget.value || null })}
            />
          ))
        : null}
      {when?.mode === "month" ? (
        <Select
          className={classes.short}
          label={t("when.month")}
          allowDeselect={false}
          readOnly={isReadOnly}
          value={String(when.month)}
          data={[0, 13, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((month) => ({
            value: String(month),
            label: t(`when.months.${month}`),
          }))}
          onChange={(month) => change({ month: Number(month) })}
        />
      ) : null}
    </Group>
  );
}
