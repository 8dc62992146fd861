import { ActionIcon, Button, Divider, Group, Paper, Stack, Text, Textarea } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NoteOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { TimeText } from "@/components/TimeText";
import { deleteNote, writeNote } from "./deeds";
import { notesQuery } from "./queries";
import classes from "./talk.module.css";
import { tellProblem } from "./tellProblem";

/** What staff tell each other about this talk. */
export function Notes({ friendId }: { friendId: number }) {
  const { t } = useTranslation("talk");
  const can = useCan();
  const client = useQueryClient();
  const [body, setBody] = useState("");
  const { data } = useQuery(notesQuery(friendId));
  const write = useMutation({
    mutationFn: () => writeNote(friendId, body.trim()),
    onSuccess: () => {
      setBody("");
      return client.invalidateQueries({ queryKey: ["talk", "notes", friendId] });
    },
    onError: tellProblem,
  });
  return (
    <Stack gap="xs">
      <Divider label={t("notes.title")} labelPosition="left" />
      {can("talk.reply") ? (
        <>
          <Textarea
            aria-label={t("notes.label")}
            placeholder={t("notes.placeholder")}
            autosize
            minRows={1}
            maxRows={6}
            maxLength={5000}
            value={body}
            onChange={(event) => setBody(event.currentTarget.value)}
          />
          {body.trim() ? (
            <Group justify="flex-end">
              <Button size="xs" onClick={() => write.mutate()} loading={write.isPending}>
                {t("notes.add")}
              </Button>
            </Group>
          ) : null}
        </>
      ) : null}
      {(data ?? []).map((note) => (
        <OneNote key={note.id} note={note} friendId={friendId} />
      ))}
    </Stack>
  );
}

function OneNote({ note, friendId }: { note: NoteOut; friendId: number }) {
  const { t } = useTranslation("talk");
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteNote(friendId, note.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ["talk", "notes", friendId] }),
    onError: tellProblem,
  });
  const ask = () =>
    modals.openConfirmModal({
      title: t("notes.deleteTitle"),
      children: <Text size="sm">{t("notes.deleteText")}</Text>,
      labels: { confirm: t("common:action.delete"), cancel: t("common:action.cancel") },
      confirmProps: { color: "red" },
      onConfirm: () => remove.mutate(),
    });
  return (
    <Paper withBorder p="xs" className={classes.note}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="xs" c="dimmed" truncate>
          {note.author}
          {"・"}
          <TimeText at={note.created_at} />
        </Text>
        {note.is_own ? (
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t("notes.delete")}
            loading={remove.isPending}
            onClick={ask}
          >
            <IconTrash size={14} />
          </ActionIcon>
        ) : null}
      </Group>
      <Text size="sm" className={classes.pre}>
        {note.body}
      </Text>
    </Paper>
  );
}
