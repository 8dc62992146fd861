import { MultiSelect, NumberInput, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { wordIn } from "../catalogue";
import classes from "../conditions.module.css";
import type { InputProps } from "./types";

export function TextField({ input, naming, value, set, error, isReadOnly }: InputProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      className={classes.some}
      {...naming}
      placeholder={input.optional ? t("optional") : undefined}
      maxLength={input.max ?? undefined}
      readOnly={isReadOnly}
      value={typeof value === "string" ? value : ""}
      error={error}
      onChange={(event) => set(event.currentTarget.value || (input.optional ? undefined : ""))}
    />
  );
}

export function TextsInput({ naming, value, set, error, isReadOnly }: InputProps) {
  const { t } = useTranslation("conditions");
  return (
    <TagsInput
      className={classes.some}
      {...naming}
      description={t("texts.hint")}
      readOnly={isReadOnly}
      value={Array.isArray(value) ? value.map(String) : []}
      error={error}
      acceptValueOnBlur
      onChange={set}
    />
  );
}

export function NumberField({ input, naming, value, set, error, isReadOnly }: InputProps) {
  const { t } = useTranslation();
  return (
    <NumberInput
      className={classes.short}
      {...naming}
      placeholder={input.optional ? t("optional") : undefined}
      readOnly={isReadOnly}
      min={input.min ?? undefined}
      max={input.max ?? undefined}
      thousandSeparator=","
      value={typeof value === "number" ? value : ""}
      error={error}
      onChange={(next) => set(typeof next === "number" ? next : undefined)}
    />
  );
}

export function ChoiceInput({ input, naming, value, set, error, isReadOnly }: InputProps) {
  const { i18n } = useTranslation();
  return (
    <Select
      className={classes.some}
      {...naming}
      readOnly={isReadOnly}
      allowDeselect={false}
      clearable={input.optional}
      searchable={(input.choices?.length ?? 0) > 8}
      value={typeof value === "string" ? value : null}
      data={(input.choices ?? []).map((one) => ({
        value: one.value,
        label: wordIn(one.label, i18n.language),
      }))}
      error={error}
      onChange={(next) => set(next ?? undefined)}
    />
  );
}

export function ChoicesInput({ input, naming, value, set, error, isReadOnly }: InputProps) {
  const { i18n } = useTranslation();
  return (
    <MultiSelect
      className={classes.some}
      {...naming}
      readOnly={isReadOnly}
      searchable
      hidePickedOptions
      value={Array.isArray(value) ? value.map(String) : []}
      data={(input.choices ?? []).map((one) => ({
        value: one.value,
        label: wordIn(one.label, i18n.language),
      }))}
      error={error}
      onChange={set}
    />
  );
}

export function BooleanInput({ naming, value, set, error, isReadOnly }: InputProps) {
  return (
    <Switch
      className={classes.some}
      mt={26}
      {...naming}
      disabled={isReadOnly}
      checked={value === true}
      error={error}
      onChange={(event) => set(event.currentTarget.checked)}
    />
  );
}
