import { Button, Collapse, Group, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { TagOut } from "@/api/schema.gen";
import { ErrorNote, messageOf } from "@/components/ErrorNote";
import { asIn, type Draft, draftOf } from "./draft";
import { FactFields } from "./FactFields";
import { NameField } from "./NameField";

interface Props {
  tag: TagOut | null;
  onClose: () => void;
  /** The name that somebody looked for and did not find. */
  name?: string;
}

/** A new tag, or another name and other facts for one. */
export function TagModal({ tag, onClose, name = "" }: Props) {
  const { t } = useTranslation("tags");
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => (tag ? draftOf(tag) : { ...draftOf(null), name }));
  const [isWide, setWide] = useState(tag !== null);
  const save = useMutation({
    mutationFn: () =>
      tag
        ? answer(
            api.PATCH("/api/v1/tags/{tag_id}", { params: { path: { tag_id: tag.id } }, body: asIn(draft) }),
          )
        : answer(api.POST("/api/v1/tags", { body: asIn(draft) })),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ["friends"] });
      notifications.show({ color: "teal", message: t(tag ? "saved" : "made", { name: saved.name }) });
      onClose();
    },
  });
  const fields = save.error instanceof Problem ? save.error.fields : {};
  const isAboutName =
    fields.name !== undefined || (save.error instanceof Problem && save.error.status === 409);
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.name.trim()) save.mutate();
  };
  const Chevron = isWide ? IconChevronUp : IconChevronDown;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={tag ? t("edit.title", { name: tag.name }) : t("create")}
      closeButtonProps={{ "aria-label": t("common:action.close") }}
    >
      <form onSubmit={submit}>
        <Stack>
          <NameField
            value={draft.name}
            kind={draft.kind}
            tagId={tag?.id}
            error={isAboutName ? (fields.name ?? messageOf(save.error)) : null}
            onChange={(next) => change({ name: next })}
          />
          {tag ? null : (
            <Button
              variant="subtle"
              w="fit-content"
              size="compact-sm"
              leftSection={<Chevron size={16} />}
              aria-expanded={isWide}
              onClick={() => setWide(!isWide)}
            >
              {t("more")}
            </Button>
          )}
          <Collapse expanded={isWide}>
            <FactFields draft={draft} problems={fields} owner={tag?.owner ?? null} onChange={change} />
          </Collapse>
          {isAboutName ? null : <ErrorNote error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common:action.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!draft.name.trim()}>
              {t(tag ? "common:action.save" : "create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
