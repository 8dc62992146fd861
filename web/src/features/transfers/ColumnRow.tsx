import { Badge, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportColumnOut } from "@/api/schema.gen";
import { fieldsQuery } from "@/components/fields";
import { tagNamesQuery } from "./queries";
import { choiceOf, glance, NEW_FIELD_TYPES, type NewFieldType, type Target, targetOf } from "./targets";
import classes from "./transfers.module.css";

interface Props {
  column: ImportColumnOut;
  target: Target;
  isKey: boolean;
  error: string | undefined;
  onChange: (target: Target) => void;
}

/** One column of the file: what stands in it at the left, what becomes of it at the right. */
export function ColumnRow({ column, target, isKey, error, onChange }: Props) {
  const { t, i18n } = useTranslation("transfers");
  const language = i18n.language === "ja" ? "ja" : "en";
  return (
    <div className={classes.column} data-ignored={target.to === "ignore"}>
      <Stack gap={2} miw={0}>
        <Group gap="xs">
          <Text fw={600}>{column.header || t("mapping.noHeader")}</Text>
          {isKey ? <Badge size="sm">{t("mapping.isKey")}</Badge> : null}
        </Group>
        <Text size="sm" c="dimmed" truncate>
          {glance(column.samples) || t("mapping.empty")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("mapping.why", { reason: column.reason[language] })}
        </Text>
      </Stack>
      <Stack gap="xs">
        <TargetSelect column={column} target={target} error={error} onChange={onChange} />
        <Details target={target} onChange={onChange} />
      </Stack>
    </div>
  );
}

function TargetSelect({ column, target, error, onChange }: Omit<Props, "isKey">) {
  const { t } = useTranslation("transfers");
  const { data: fields = [] } = useQuery(fieldsQuery);
  const { data: tags = [] } = useQuery(tagNamesQuery);
  const choices = (names: string[]) => names.map((value) => ({ value, label: t(`target.${value}`) }));
  return (
    <Select
      aria-label={t("mapping.target", { column: column.header })}
      value={choiceOf(target)}
      data={[
        ...choices(["ignore"]),
        { group: t("group.key"), items: choices(["line_user_id", "friend_id", "display_name"]) },
        {
          group: t("group.field"),
          items: [
            ...choices(["new_field"]),
            ...fields.map((field) => ({ value: `field:${field.id}`, label: field.name })),
            ...choices(["memo"]),
          ],
        },
        {
          group: t("group.tag"),
          items: [
            ...choices(["tag_names", "new_tag"]),
            ...tags.map((tag) => ({
              value: `tag:${tag.id}`,
              label: t("target.tag", { name: tag.name }),
            })),
          ],
        },
      ]}
      onChange={(value) => value && onChange(targetOf(value, column.header))}
      searchable
      nothingFoundMessage={t("mapping.nothing")}
      allowDeselect={false}
      error={error}
      limit={200}
    />
  );
}

function Details({ target, onChange }: Pick<Props, "target" | "onChange">) {
  const { t } = useTranslation("transfers");
  if (target.to === "new_field") {
    return (
      <Group gap="xs" grow>
        <NameInput
          key="field"
          value={target.name}
          label={t("mapping.newName")}
          onChange={(name) => onChange({ ...target, name })}
        />
        <Select
          aria-label={t("mapping.newType")}
          value={target.type}
          data={NEW_FIELD_TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
          onChange={(value) => value && onChange({ ...target, type: value as NewFieldType })}
          allowDeselect={false}
        />
      </Group>
    );
  }
  if (target.to === "new_tag") {
    return (
      <Stack gap={4}>
        <NameInput
          key="tag"
          value={target.name}
          label={t("mapping.newName")}
          onChange={(name) => onChange({ ...target, name })}
        />
        <Text size="xs" c="dimmed">
          {t("mapping.flags")}
        </Text>
      </Stack>
    );
  }
  const hint = target.to === "tag" ? "mapping.flags" : target.to === "tag_names" ? "mapping.names" : null;
  return hint ? (
    <Text size="xs" c="dimmed">
      {t(hint)}
    </Text>
  ) : null;
}

interface NameProps {
  value: string;
  label: string;
  onChange: (name: string) => void;
}

function NameInput({ value, label, onChange }: NameProps) {
  const [text, setText] = useState(value);
  const leave = () => {
    const name = text.trim();
    if (name && name !== value) onChange(name);
    else setText(value);
  };
  return (
    <TextInput
      aria-label={label}
      value={text}
      maxLength={100}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={leave}
    />
  );
}
