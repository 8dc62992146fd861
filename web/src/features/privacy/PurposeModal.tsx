import { Button, Group, List, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { PurposeIn, PurposeOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { TimeText } from "@/components/TimeText";

/** One purpose with its wording; another wording becomes a new version. */
export function PurposeModal({ purpose, onClose }: { purpose: PurposeOut | null; onClose: () => void }) {
  const { t } = useTranslation("privacy");
  const client = useQueryClient();
  const present = purpose?.wordings.at(-1)?.text ?? "";
  const [name, setName] = useState(purpose?.name ?? "");
  const [wording, setWording] = useState(present);
  const isArchived = Boolean(purpose?.archived_at);
  const save = useMutation({
    mutationFn: (body: PurposeIn) =>
      purpose
        ? answer(
            api.PUT("/api/v1/consent-purposes/{purpose_id}", {
              params: { path: { purpose_id: purpose.id } },
              body,
            }),
          )
        : answer(api.POST("/api/v1/consent-purposes", { body })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["settings", "purposes"] });
      void client.invalidateQueries({ queryKey: ["friends", "consents"] });
      notifications.show({ color: "teal", message: t("common:action.saved") });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name: name.trim(), wording: wording.trim(), is_archived: isArchived });
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={t(purpose ? "purposes.change" : "purposes.add")}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t("purposes.name")}
            placeholder={t("purposes.nameExample")}
            required
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label={t("purposes.wording")}
            description={t(purpose ? "purposes.newVersion" : "purposes.wordingHint")}
            placeholder={t("purposes.wordingExample")}
            required
            autosize
            minRows={3}
            maxRows={12}
            maxLength={4000}
            value={wording}
            onChange={(event) => setWording(event.currentTarget.value)}
          />
          {purpose && purpose.wordings.length > 1 ? <Earlier purpose={purpose} /> : null}
          <ErrorNote error={save.error} />
          <Uses error={save.error} />
          <Group justify="space-between">
            {purpose ? (
              <Button
                variant="subtle"
                color={isArchived ? "teal" : "red"}
                onClick={() =>
                  save.mutate({ name: purpose.name, wording: present, is_archived: !isArchived })
                }
              >
                {t(isArchived ? "purposes.restore" : "common:action.archive")}
              </Button>
            ) : (
              <span />
            )}
            <Group>
              <Button variant="default" onClick={onClose}>
                {t("common:action.cancel")}
              </Button>
              <Button type="submit" loading={save.isPending} disabled={!name.trim() || !wording.trim()}>
                {t(purpose ? "common:action.save" : "purposes.add")}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What still speaks of a purpose that cannot be archived for that reason. */
function Uses({ error }: { error: unknown }) {
  if (!(error instanceof Problem) || error.code !== "in_use") return null;
  return (
    <List size="sm">
      {Object.entries(error.fields).map(([place, sentence]) => (
        <List.Item key={place}>{sentence}</List.Item>
      ))}
    </List>
  );
}

function Earlier({ purpose }: { purpose: PurposeOut }) {
  const { t } = useTranslation("privacy");
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {t("purposes.earlier")}
      </Text>
      {purpose.wordings
        .slice(0, -1)
        .reverse()
        .map((one) => (
          <Text key={one.version} size="xs" c="dimmed">
            {t("consent.version", { version: one.version })} · <TimeText at={one.at} /> · {one.text}
          </Text>
        ))}
    </Stack>
  );
}
