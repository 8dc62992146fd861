import { NumberInput, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ActionInputOut } from "@/api/schema.gen";
import { type Block, MessageComposer } from "@/components/composer";
import { below, type Problems } from "@/components/composer/problems";
import { fieldsQuery, ValueOrDaysInput } from "@/components/fields";
import type { ActionSpec } from "./types";
import { type Named, useNamed } from "./useNamed";

interface Props {
  channelId: number;
  input: ActionInputOut;
  spec: ActionSpec;
  problems: Problems;
  onChange: (spec: ActionSpec) => void;
}

/** What fits one input of an action's kind. */
export function ActionInput({ channelId, input, spec, problems, onChange }: Props) {
  const { i18n } = useTranslation();
  const label = i18n.language === "ja" ? input.ja : input.en;
  const error = problems[input.name];
  const put = (value: unknown) => onChange({ ...spec, [input.name]: value });
  const value = spec[input.name];
  switch (input.type) {
    case "blocks":
      return (
        <MessageComposer
          channelId={channelId}
          value={value as Block[]}
          problems={problems}
          onChange={(blocks) => put(blocks)}
        />
      );
    case "field_value":
      return <FieldValue {...{ label, spec, onChange }} error={error ?? problems.days_from_today} />;
    case "number":
      return (
        <NumberInput
          label={label}
          value={typeof value === "number" || typeof value === "string" ? value : ""}
          onChange={(next) => put(next === "" ? null : next)}
          error={error}
        />
      );
    case "text":
      return (
        <TextInput
          label={label}
          value={typeof value === "string" ? value : ""}
          maxLength={500}
          onChange={(event) => put(event.currentTarget.value)}
          error={error}
        />
      );
    case "choice":
      return (
        <Select
          label={label}
          allowDeselect={false}
          value={typeof value === "string" ? value : null}
          onChange={put}
          error={error}
          data={input.choices.map((one) => ({
            value: one.value,
            label: i18n.language === "ja" ? one.ja : one.en,
          }))}
        />
      );
    default:
      return <Chosen {...{ channelId, input, label, error, value, put }} />;
  }
}

interface ChosenProps {
  channelId: number;
  input: ActionInputOut;
  label: string;
  error: string | undefined;
  value: unknown;
  put: (value: unknown) => void;
}

const NOBODY = "nobody";

/** One of the things that have names: a tag, a scenario, a field, a mark, a member. */
function Chosen({ channelId, input, label, error, value, put }: ChosenProps) {
  const { t } = useTranslation("actions");
  const named: Named = useNamed(channelId)[input.type] ?? [];
  const items = named
    .filter((one) => !one.isGone || one.id === value)
    .map((one) => ({ value: String(one.id), label: one.name }));
  // Nobody is a member to choose, too.
  const none = input.is_required ? [] : [{ value: NOBODY, label: t("nobody") }];
  return (
    <Select
      label={label}
      placeholder={t("choose")}
      searchable
      openOnFocus={false}
      nothingFoundMessage={t("nothing")}
      allowDeselect={false}
      data={[...items, ...none]}
      value={typeof value === "number" ? String(value) : input.is_required ? null : NOBODY}
      onChange={(next) => put(next === null || next === NOBODY ? null : Number(next))}
      error={error}
    />
  );
}

interface FieldValueProps {
  label: string;
  error: string | undefined;
  spec: ActionSpec;
  onChange: (spec: ActionSpec) => void;
}

function FieldValue({ label, error, spec, onChange }: FieldValueProps) {
  const field = useQuery(fieldsQuery).data?.find((one) => one.id === spec.field_id);
  if (!field) return null;
  return (
    <ValueOrDaysInput
      field={field}
      label={label}
      value={spec.value}
      days={typeof spec.days_from_today === "number" ? spec.days_from_today : null}
      onChange={(value, days) => onChange({ ...spec, value, days_from_today: days })}
      error={error}
    />
  );
}

/** The problems of one action of several. */
export function problemsOf(problems: Problems, index: number): Problems {
  return below(below(problems, "actions"), index);
}
