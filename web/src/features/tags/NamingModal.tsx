import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  Modal,
  Radio,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { TagNamingIn, TagNamingOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { namingQuery } from "./queries";
import { KINDS } from "./search";

/** How tags are named here. */
export function NamingModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("tags");
  const { data, error } = useQuery(namingQuery);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("naming.title")}
      closeButtonProps={{ "aria-label": t("common:action.close") }}
    >
      <ErrorNote error={error} />
      {data ? <Form rule={data} onClose={onClose} /> : <Skeleton h={240} />}
    </Modal>
  );
}

function Form({ rule, onClose }: { rule: TagNamingOut; onClose: () => void }) {
  const { t } = useTranslation("tags");
  const client = useQueryClient();
  const mayEdit = useCan()("tags.edit");
  const [draft, setDraft] = useState<TagNamingIn>(() => {
    const { pattern: _, ...kept } = rule;
    return kept as TagNamingIn;
  });
  const save = useMutation({
    mutationFn: () => answer(api.PUT("/api/v1/tags/naming", { body: draft })),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ["friends", "tags"] });
      notifications.show({
        color: "teal",
        message: saved.is_on ? t("naming.saved", { pattern: saved.pattern }) : t("naming.savedOff"),
      });
      onClose();
    },
  });
  const problems = save.error instanceof Problem ? save.error.fields : {};
  const put = (part: Partial<TagNamingIn>) => setDraft({ ...draft, ...part });
  return (
    <Fieldset variant="unstyled" disabled={!mayEdit}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t("naming.hint")}
        </Text>
        <Switch
          label={t("naming.isOn")}
          checked={draft.is_on}
          onChange={(event) => put({ is_on: event.currentTarget.checked })}
        />
        {draft.is_on ? (
          <>
            <Switch
              label={t("naming.hasCategory")}
              checked={draft.has_category}
              onChange={(event) => put({ has_category: event.currentTarget.checked })}
            />
            {draft.has_category ? (
              <Categories draft={draft} error={problems.categories} onChange={put} />
            ) : null}
            <Radio.Group label={t("naming.date")} value={draft.date} onChange={(date) => put({ date })}>
              <Stack gap={6} mt={6}>
                {(["required", "optional", "none"] as const).map((value) => (
                  <Radio key={value} value={value} label={t(`naming.dates.${value}`)} />
                ))}
              </Stack>
            </Radio.Group>
            {draft.date === "none" ? null : (
              <SegmentedControl
                w="fit-content"
                aria-label={t("naming.format")}
                value={draft.date_format}
                onChange={(value) => put({ date_format: value === "YYYYMM" ? "YYYYMM" : "YYYYMMDD" })}
                data={[
                  { value: "YYYYMMDD", label: t("naming.formats.day") },
                  { value: "YYYYMM", label: t("naming.formats.month") },
                ]}
              />
            )}
          </>
        ) : null}
        <Text size="sm" c="dimmed">
          {t("naming.existing")}
        </Text>
        <ErrorNote error={save.error} />
        {mayEdit ? (
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common:action.cancel")}
            </Button>
            <Button loading={save.isPending} onClick={() => save.mutate()}>
              {t("common:action.save")}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Fieldset>
  );
}

interface CategoriesProps {
  draft: TagNamingIn;
  error: string | undefined;
  onChange: (part: Partial<TagNamingIn>) => void;
}

function Categories({ draft, error, onChange }: CategoriesProps) {
  const { t } = useTranslation("tags");
  const list = draft.categories;
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {t("naming.categories")}
      </Text>
      {list.map((category, index) => (
        <Group key={index} gap="xs" wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={t("naming.category", { number: index + 1 })}
            maxLength={20}
            value={category.name}
            onChange={(event) =>
              onChange({
                categories: list.with(index, { ...category, name: event.currentTarget.value.trim() }),
              })
            }
          />
          <Select
            w={150}
            aria-label={t("naming.kindOf", { name: category.name })}
            placeholder={t("kind.none")}
            clearable
            data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            value={category.kind || null}
            onChange={(kind) =>
              onChange({
                categories: list.with(index, { ...category, kind: KINDS.find((one) => one === kind) ?? "" }),
              })
            }
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("naming.drop", { name: category.name })}
            onClick={() => onChange({ categories: list.toSpliced(index, 1) })}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      {error ? (
        <Text size="sm" c="var(--mantine-color-error)">
          {error}
        </Text>
      ) : null}
      <Button
        variant="light"
        size="xs"
        w="fit-content"
        leftSection={<IconPlus size={14} />}
        disabled={list.length >= 50}
        onClick={() => onChange({ categories: [...list, { name: "", kind: "" }] })}
      >
        {t("naming.addCategory")}
      </Button>
    </Stack>
  );
}
