import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { ListedTagOut } from "@/api/schema.gen";
import { messageOf } from "@/components/ErrorNote";

/** A new tag, or another name for one. */
export function TagModal({ tag, onClose }: { tag: ListedTagOut | null; onClose: () => void }) {
  const { t } = useTranslation("friends");
  const client = useQueryClient();
  const [name, setName] = useState(tag?.name ?? "");
  const save = useMutation({
    mutationFn: (body: { name: string }) =>
      tag
        ? answer(api.PATCH("/api/v1/tags/{tag_id}", { params: { path: { tag_id: tag.id } }, body }))
        : answer(api.POST("/api/v1/tags", { body })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["friends"] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) save.mutate({ name: name.trim() });
  };
  return (
    <Modal opened onClose={onClose} title={t(tag ? "tags.rename" : "tags.create")}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t("tags.name")}
            description={t("tags.nameHint")}
            value={name}
            maxLength={100}
            required
            data-autofocus
            error={save.error ? (messageOf(save.error) ?? t("common:error.unexpected")) : null}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common:action.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!name.trim()}>
              {t(tag ? "common:action.save" : "common:action.create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
