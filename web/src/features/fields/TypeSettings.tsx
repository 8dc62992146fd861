import { Group, Select, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ChoicesEditor } from "./ChoicesEditor";
import { type FieldDraft, hasChoices } from "./draft";

interface Props {
  draft: FieldDraft;
  onChange: (part: Partial<FieldDraft>) => void;
  problems: Record<string, string>;
}

/** What can be set for the type that is chosen; nothing for most. */
export function TypeSettings({ draft, onChange, problems }: Props) {
  const { t } = useTranslation("fields");
  if (hasChoices(draft.type))
    return <ChoicesEditor draft={draft} problems={problems} onChange={(choices) => onChange({ choices })} />;
  if (draft.type === "number")
    return (
      <Group grow align="flex-start">
        <TextInput
          label={t("settings.min")}
          placeholder={t("settings.noLimit")}
          inputMode="decimal"
          value={draft.min}
          error={problems["settings.min"]}
          onChange={(event) => onChange({ min: event.currentTarget.value })}
        />
        <TextInput
          label={t("settings.max")}
          placeholder={t("settings.noLimit")}
          inputMode="decimal"
          value={draft.max}
          error={problems["settings.max"]}
          onChange={(event) => onChange({ max: event.currentTarget.value })}
        />
        <Select
          label={t("settings.decimals")}
          allowDeselect={false}
          data={[
            { value: "", label: t("settings.anyDecimals") },
            { value: "0", label: t("settings.whole") },
            ...[1, 2, 3, 4, 5, 6].map((count) => ({
              value: String(count),
              label: t("settings.digits", { count }),
            })),
          ]}
          value={draft.decimals}
          error={problems["settings.decimals"]}
          onChange={(value) => onChange({ decimals: value ?? "" })}
        />
      </Group>
    );
  if (draft.type === "text" || draft.type === "long_text")
    return (
      <TextInput
        label={t("settings.maxLength")}
        placeholder={draft.type === "text" ? "500" : "10,000"}
        inputMode="numeric"
        value={draft.maxLength}
        error={problems["settings.max_length"]}
        onChange={(event) => onChange({ maxLength: event.currentTarget.value })}
      />
    );
  if (draft.type === "date")
    return (
      <Switch
        label={t("settings.yearly")}
        description={t("settings.yearlyHint")}
        checked={draft.isYearly}
        onChange={(event) => onChange({ isYearly: event.currentTarget.checked })}
      />
    );
  return null;
}
