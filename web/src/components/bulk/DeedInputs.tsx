import { NumberInput, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Block, MessageComposer } from "@/components/composer";
import { FieldValueInput, fieldsQuery } from "@/components/fields";
import { useMarkName } from "@/components/useMarkName";
import { type Deed, kindOf } from "./deeds";
import { markNamesQuery, memberNamesQuery, scenarioNamesQuery, tagNamesQuery } from "./queries";

interface Props {
  channelId: number;
  deed: Deed;
  onChange: (deed: Deed) => void;
  problems: Readonly<Record<string, string>>;
}

/** Whatever has to be chosen for one deed. */
export function DeedInputs(props: Props) {
  switch (kindOf(props.deed)?.asks) {
    case "tag":
      return <TagInput {...props} />;
    case "field":
    case "field_value":
    case "field_number":
      return <FieldInputs {...props} />;
    case "scenario":
      return <ScenarioInput {...props} />;
    case "mark":
      return <MarkInput {...props} />;
    case "member":
      return <MemberInput {...props} />;
    case "blocks":
      return (
        <MessageComposer
          value={props.deed.blocks as Block[]}
          onChange={(blocks) => props.onChange({ ...props.deed, blocks })}
          problems={props.problems}
          channelId={props.channelId}
          previewFriend={null}
        />
      );
    default:
      return null;
  }
}

interface NamedInput extends Props {
  name: "tag_id" | "scenario_id" | "mark_id" | "field_id";
  label: string;
  items: { id: number; name: string }[] | undefined;
}

function Named({ name, label, items, deed, onChange, problems }: NamedInput) {
  const { t } = useTranslation("bulk");
  const value = deed[name];
  return (
    <Select
      label={label}
      placeholder={t("choose")}
      data={(items ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
      value={value === null ? null : String(value)}
      onChange={(chosen) => onChange({ ...deed, [name]: chosen === null ? null : Number(chosen) })}
      error={problems[name]}
      searchable
      openOnFocus={false}
      nothingFoundMessage={t("nothing")}
      data-autofocus
    />
  );
}

function TagInput(props: Props) {
  const { t } = useTranslation("bulk");
  return <Named {...props} name="tag_id" label={t("input.tag")} items={useQuery(tagNamesQuery).data} />;
}

function ScenarioInput(props: Props) {
  const { t } = useTranslation("bulk");
  const found = useQuery(scenarioNamesQuery(props.channelId)).data;
  const items = found?.filter((one) => props.deed.do !== "start_scenario" || one.state === "active");
  return <Named {...props} name="scenario_id" label={t("input.scenario")} items={items} />;
}

function MarkInput(props: Props) {
  const { t } = useTranslation("bulk");
  const nameOf = useMarkName();
  const items = useQuery(markNamesQuery).data?.map((one) => ({ id: one.id, name: nameOf(one.name) }));
  return <Named {...props} name="mark_id" label={t("input.mark")} items={items} />;
}

const NOBODY = "nobody";

function MemberInput({ channelId, deed, onChange, problems }: Props) {
  const { t } = useTranslation("bulk");
  const members = useQuery(memberNamesQuery(channelId)).data ?? [];
  const chosen = deed.member_id === undefined ? null : deed.member_id === null ? NOBODY : `${deed.member_id}`;
  return (
    <Select
      label={t("input.member")}
      placeholder={t("choose")}
      data={[
        ...members.map((one) => ({ value: String(one.member_id), label: one.name })),
        { value: NOBODY, label: t("nobody") },
      ]}
      value={chosen}
      onChange={(value) =>
        onChange({
          ...deed,
          member_id: value === null ? undefined : value === NOBODY ? null : Number(value),
        })
      }
      error={problems.member_id}
      data-autofocus
    />
  );
}

function FieldInputs(props: Props) {
  const { t } = useTranslation("bulk");
  const { deed, onChange, problems } = props;
  const asks = kindOf(deed)?.asks;
  const fields = useQuery(fieldsQuery).data?.filter(
    (one) => asks !== "field_number" || one.type === "number",
  );
  const field = fields?.find((one) => one.id === deed.field_id);
  const choose = (next: Deed) =>
    onChange(asks === "field_value" && next.field_id !== deed.field_id ? { ...next, value: null } : next);
  return (
    <Stack gap="sm">
      <Named {...props} onChange={choose} name="field_id" label={t("input.field")} items={fields} />
      {asks === "field_value" && field ? (
        <FieldValueInput
          field={field}
          label={t("input.value")}
          value={deed.value}
          onChange={(value) => onChange({ ...deed, value })}
          error={problems.value}
        />
      ) : null}
      {asks === "field_number" ? (
        <NumberInput
          label={t("input.amount")}
          description={t("input.amountHint")}
          value={typeof deed.amount === "number" ? deed.amount : ""}
          onChange={(amount) => onChange({ ...deed, amount: typeof amount === "number" ? amount : null })}
          error={problems.amount}
        />
      ) : null}
    </Stack>
  );
}
