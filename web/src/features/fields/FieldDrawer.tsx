import {
  Anchor,
  Autocomplete,
  Button,
  Drawer,
  Group,
  Input,
  Paper,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { ListedFieldOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { FieldValueInput } from "@/components/fields";
import { draftOf, EMPTY_DRAFT, type FieldDraft, fieldBody, shapeOf, withType } from "./draft";
import { TypePicker } from "./TypePicker";
import { TypeSettings } from "./TypeSettings";

interface Props {
  /** Null for a new one. */
  field: ListedFieldOut | null;
  fields: ListedFieldOut[];
  onClose: () => void;
  onChangeType?: () => void;
}

/** Makes or changes a field, with the input as it will stand on a friend's page. */
export function FieldDrawer({ field, fields, onClose, onChangeType }: Props) {
  const { t } = useTranslation("fields");
  const client = useQueryClient();
  const [draft, setDraft] = useState<FieldDraft>(field ? draftOf(field) : EMPTY_DRAFT);
  const change = (part: Partial<FieldDraft>) => setDraft((old) => ({ ...old, ...part }));
  const save = useMutation({
    mutationFn: () =>
      field
        ? answer(
            api.PATCH("/api/v1/fields/{field_id}", {
              params: { path: { field_id: field.id } },
              body: fieldBody(draft),
            }),
          )
        : answer(api.POST("/api/v1/fields", { body: { ...fieldBody(draft), type: draft.type } })),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ["friends"] });
      notifications.show({ color: "teal", message: t(field ? "saved" : "created", { name: saved.name }) });
      onClose();
    },
  });
  const problems = save.error instanceof Problem ? save.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.name.trim()) save.mutate();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={field ? t("edit", { name: field.name }) : t("create")}
      closeButtonProps={{ "aria-label": t("common:action.close") }}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t("name")}
            placeholder={t("namePlaceholder")}
            value={draft.name}
            maxLength={100}
            required
            data-autofocus
            error={problems.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          {field ? (
            <Input.Wrapper label={t("typeLabel")} labelElement="div">
              <Group gap="sm">
                <Text size="sm">{t(`type.${draft.type}`)}</Text>
                <Anchor component="button" type="button" size="sm" onClick={onChangeType}>
                  {t("typeChange.open")}
                </Anchor>
              </Group>
            </Input.Wrapper>
          ) : (
            <TypePicker
              label={t("typeLabel")}
              value={draft.type}
              onChange={(type) => setDraft((old) => withType(old, type))}
            />
          )}
          <TypeSettings draft={draft} onChange={change} problems={problems} />
          <Words draft={draft} onChange={change} folders={foldersOf(fields)} />
          {draft.type === "image" || draft.type === "file" ? null : (
            <FieldValueInput
              field={shapeOf(draft)}
              label={t("default")}
              description={t("defaultHint")}
              value={draft.defaultValue}
              error={problems.default_value}
              onChange={(defaultValue) => change({ defaultValue })}
            />
          )}
          <Example draft={draft} />
          <ErrorNote error={Object.keys(problems).length > 0 ? null : save.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common:action.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!draft.name.trim()}>
              {t(field ? "common:action.save" : "create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}

interface WordsProps {
  draft: FieldDraft;
  onChange: (part: Partial<FieldDraft>) => void;
  folders: string[];
}

/** What the field is for, in words for the shop's own people. */
function Words({ draft, onChange, folders }: WordsProps) {
  const { t } = useTranslation("fields");
  return (
    <>
      <Autocomplete
        label={t("folder")}
        placeholder={t("noFolder")}
        data={folders}
        value={draft.folder}
        maxLength={100}
        onChange={(folder) => onChange({ folder })}
      />
      <TextInput
        label={t("description")}
        placeholder={t("descriptionPlaceholder")}
        value={draft.description}
        maxLength={500}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <TextInput
        label={t("purpose")}
        description={t("purposeHint")}
        placeholder={t("purposePlaceholder")}
        value={draft.purpose}
        maxLength={500}
        onChange={(event) => onChange({ purpose: event.currentTarget.value })}
      />
      <Switch
        label={t("isPersonal")}
        description={t("personalHint")}
        checked={draft.isPersonal}
        onChange={(event) => onChange({ isPersonal: event.currentTarget.checked })}
      />
    </>
  );
}

function Example({ draft }: { draft: FieldDraft }) {
  const { t } = useTranslation("fields");
  const [value, setValue] = useState<unknown>(null);
  return (
    <Paper withBorder p="sm" bg="var(--mantine-color-default-hover)">
      <Text size="xs" c="dimmed" mb={6}>
        {t("example")}
      </Text>
      <FieldValueInput
        key={draft.type}
        field={shapeOf(draft)}
        label={draft.name.trim() || t("namePlaceholder")}
        description={draft.description || undefined}
        value={value}
        onChange={setValue}
      />
    </Paper>
  );
}

function foldersOf(fields: readonly ListedFieldOut[]): string[] {
  return [...new Set(fields.map((one) => one.folder))].filter((folder) => folder !== "");
}
