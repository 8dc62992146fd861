import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { CannedReplyOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { type Block, MessageComposer, newBlock } from "@/components/composer";
import { ErrorNote } from "@/components/ErrorNote";

/** Writes a new canned reply or changes one. */
export function CannedReplyForm({ canned, onDone }: { canned: CannedReplyOut | null; onDone: () => void }) {
  const { t } = useTranslation("talk");
  const channelId = useChannelId();
  const client = useQueryClient();
  const [name, setName] = useState(canned?.name ?? "");
  const [folder, setFolder] = useState(canned?.folder ?? "");
  const [shortcut, setShortcut] = useState(canned?.shortcut ?? "");
  const [blocks, setBlocks] = useState<Block[]>(canned?.blocks ?? [newBlock("text")]);
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), folder: folder.trim(), shortcut: shortcut.trim(), blocks };
      if (!canned) return answer(api.POST("/api/v1/talk/canned-replies", { body }));
      const params = { path: { canned_reply_id: canned.id } };
      return answer(api.PATCH("/api/v1/talk/canned-replies/{canned_reply_id}", { params, body }));
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["talk", "canned"] });
      onDone();
    },
  });
  const problems = save.error instanceof Problem ? save.error.fields : {};
  return (
    <Stack gap="sm">
      <ErrorNote error={save.error} />
      <Group grow align="flex-start">
        <TextInput
          required
          data-autofocus
          label={t("canned.name")}
          placeholder={t("canned.namePlaceholder")}
          maxLength={100}
          value={name}
          error={problems.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t("canned.shortcut")}
          description={t("canned.shortcutHint")}
          maxLength={30}
          leftSection="/"
          value={shortcut}
          error={problems.shortcut}
          onChange={(event) => setShortcut(event.currentTarget.value)}
        />
        <TextInput
          label={t("canned.folder")}
          maxLength={100}
          value={folder}
          error={problems.folder}
          onChange={(event) => setFolder(event.currentTarget.value)}
        />
      </Group>
      <MessageComposer value={blocks} onChange={setBlocks} channelId={channelId} problems={problems} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t("common:action.back")}
        </Button>
        <Button
          onClick={() => save.mutate()}
          loading={save.isPending}
          disabled={!name.trim() || blocks.length === 0}
        >
          {t("common:action.save")}
        </Button>
      </Group>
    </Stack>
  );
}
