import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { GenreIn, GenreOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { tagsQuery } from "./queries";
import { SourceRow } from "./SourceRow";
import { isFilled, newSource, SOURCE_KINDS } from "./sources";

/** A genre: by which facts interest in it shows, and the tag for whoever is keen. */
export function GenreModal({ genre, onClose }: { genre: GenreOut | null; onClose: () => void }) {
  const { t } = useTranslation("engagement");
  const client = useQueryClient();
  const tags = useQuery(tagsQuery);
  const [form, setForm] = useState<GenreIn>({
    name: genre?.name ?? "",
    sources: genre?.sources ?? [newSource("words")],
    tag_id: genre?.tag_id ?? null,
    is_archived: Boolean(genre?.archived_at),
  });
  const save = useMutation({
    mutationFn: (body: GenreIn) =>
      genre
        ? answer(api.PUT("/api/v1/genres/{genre_id}", { params: { path: { genre_id: genre.id } }, body }))
        : answer(api.POST("/api/v1/genres", { body })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["settings", "genres"] });
      void client.invalidateQueries({ queryKey: ["friends"] });
      notifications.show({ color: "teal", message: t("genre.saved") });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ ...form, name: form.name.trim(), sources: form.sources.filter(isFilled) });
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={t(genre ? "genre.change" : "genre.create")}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t("genre.name")}
            placeholder={t("genre.nameExample")}
            value={form.name}
            maxLength={100}
            required
            data-autofocus
            onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
          />
          <div>
            <Text size="sm" fw={500}>
              {t("genre.sources")}
            </Text>
            <Text size="xs" c="dimmed">
              {t("genre.sourcesHint")}
            </Text>
          </div>
          {form.sources.map((source, index) => (
            <SourceRow
              key={index}
              source={source}
              tags={tags.data ?? []}
              onChange={(next) =>
                setForm({ ...form, sources: form.sources.map((one, at) => (at === index ? next : one)) })
              }
              onRemove={() => setForm({ ...form, sources: form.sources.filter((_, at) => at !== index) })}
            />
          ))}
          <Group gap="xs">
            {SOURCE_KINDS.map((kind) => (
              <Button
                key={kind}
                size="xs"
                variant="default"
                onClick={() => setForm({ ...form, sources: [...form.sources, newSource(kind)] })}
              >
                {t(`source.add.${kind}`)}
              </Button>
            ))}
          </Group>
          <Select
            label={t("genre.tag")}
            description={t("genre.tagHint")}
            clearable
            searchable
            data={(tags.data ?? []).map((tag) => ({ value: String(tag.id), label: tag.name }))}
            value={form.tag_id ? String(form.tag_id) : null}
            onChange={(value) => setForm({ ...form, tag_id: value ? Number(value) : null })}
          />
          <ErrorNote error={save.error} />
          <Group justify="space-between">
            {genre ? (
              <Button
                variant="subtle"
                color={genre.archived_at ? "teal" : "red"}
                onClick={() => save.mutate({ ...form, is_archived: !genre.archived_at })}
              >
                {t(genre.archived_at ? "genre.restore" : "genre.archive")}
              </Button>
            ) : (
              <span />
            )}
            <Group>
              <Button variant="default" onClick={onClose}>
                {t("common:action.cancel")}
              </Button>
              <Button type="submit" loading={save.isPending} disabled={!form.name.trim()}>
                {t(genre ? "common:action.save" : "genre.create")}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
