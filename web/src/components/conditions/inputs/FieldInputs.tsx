import { MultiSelect, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { wordIn } from "../catalogue";
import classes from "../conditions.module.css";
import { type ListedField, objectsQuery } from "./objectQueries";
import type { InputProps } from "./types";

/** The field that the condition names, once it is known. */
function useField({ leaf, channelId }: InputProps): ListedField | undefined {
  const fields = useQuery(objectsQuery("field", channelId));
  return (fields.data as ListedField[] | undefined)?.find((one) => one.id === leaf.field_id);
}

/** The tests that fit the type of the chosen field. */
export function FieldTestInput(props: InputProps) {
  const { input, naming, value, set, error, isReadOnly } = props;
  const { i18n } = useTranslation();
  const field = useField(props);
  const tests = (input.options.tests ?? {}) as Record<string, string[]>;
  const fitting = field ? tests[field.type] : undefined;
  const offered = (input.choices ?? []).filter((one) => fitting?.includes(one.value) ?? one.value === value);
  return (
    <Select
      className={classes.some}
      {...naming}
      allowDeselect={false}
      disabled={!field}
      readOnly={isReadOnly}
      value={typeof value === "string" ? value : null}
      data={offered.map((one) => ({ value: one.value, label: wordIn(one.label, i18n.language) }))}
      error={error}
      onChange={(next) => set(next ?? undefined)}
    />
  );
}

/** Choices of the chosen field. */
export function FieldChoicesInput(props: InputProps) {
  const { naming, value, set, error, isReadOnly } = props;
  const { t } = useTranslation("conditions");
  const choices = useField(props)?.choices ?? [];
  return (
    <MultiSelect
      className={classes.much}
      {...naming}
      searchable
      hidePickedOptions
      readOnly={isReadOnly}
      value={Array.isArray(value) ? value.map(String) : []}
      data={choices.map((one) => ({
        value: String(one.id),
        label: one.is_archived ? t("objects.archived", { name: one.label }) : one.label,
      }))}
      error={error}
      onChange={(next) => set(next.map(Number))}
    />
  );
}
