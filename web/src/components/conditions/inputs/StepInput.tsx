import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import classes from "../conditions.module.css";
import { NumberField } from "./basic";
import { stepsQuery } from "./objectQueries";
import type { InputProps } from "./types";

/** A step of the chosen scenario, by its number and its name or first words. */
export function StepInput(props: InputProps) {
  const { naming, value, set, leaf, error, isReadOnly } = props;
  const { t } = useTranslation("conditions");
  const scenarioId = typeof leaf.scenario_id === "number" ? leaf.scenario_id : null;
  const steps = useQuery(stepsQuery(scenarioId));
  // Who may not see scenarios can still say which step by its number.
  if (steps.isError) return <NumberField {...props} />;
  const chosen = typeof value === "number" ? value : null;
  const names = steps.data ?? [];
  const options = names.map((name, index) => ({
    value: String(index + 1),
    label: t(name ? "step.named" : "step.plain", { number: index + 1, name }),
  }));
  if (chosen !== null && chosen > names.length)
    options.push({
      value: String(chosen),
      label: t(steps.isPending ? "step.plain" : "step.gone", { number: chosen }),
    });
  return (
    <Select
      className={classes.some}
      {...naming}
      placeholder={t(scenarioId === null ? "step.scenarioFirst" : "step.any")}
      readOnly={isReadOnly || scenarioId === null}
      clearable
      value={chosen === null ? null : String(chosen)}
      data={options}
      error={error}
      onChange={(next) => set(next === null ? undefined : Number(next))}
    />
  );
}
