import { ActionIcon, Button, Group, Stack, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconLock, IconPencil } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { FriendFieldOut, ListedFieldOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";
import { FieldValueInput, ValueView, valueToEdit } from "@/components/fields";
import { useTimeZone } from "@/components/TimeText";
import { FieldHistory } from "./FieldHistory";
import classes from "./friends.module.css";
import { friendQuery } from "./queries";

interface Props {
  friendId: number;
  field: ListedFieldOut;
  value: FriendFieldOut;
}

/** One field of a friend: its value, a click away from being written, and how it came to be. */
export function FieldLine({ friendId, field, value }: Props) {
  const { t } = useTranslation("fields");
  const canEdit = useCan()("friends.edit");
  const [isEditing, setEditing] = useState(false);
  if (isEditing)
    return (
      <FieldEditor friendId={friendId} field={field} value={value.value} onDone={() => setEditing(false)} />
    );
  const shown = <ValueView field={field} value={value.value} />;
  const isEmpty = value.value === null;
  // A link inside a button could not be followed.
  const isLink = field.type === "url" || field.type === "file";
  const edit = t("card.edit", { name: field.name });
  return (
    <Group className={classes.fieldLine} wrap="nowrap" gap={4}>
      <Group gap={4} wrap="nowrap" w="36%" flex="none">
        <Text size="sm" c="dimmed">
          {field.name}
        </Text>
        {field.is_personal ? (
          <Tooltip label={t("personalHint")} withArrow>
            <IconLock size={12} className={classes.lock} aria-label={t("personal")} />
          </Tooltip>
        ) : null}
      </Group>
      <Text size="sm" component="div" flex={1} miw={0} className={classes.fieldValue}>
        {isEmpty && canEdit ? (
          <UnstyledButton className={classes.addValue} aria-label={edit} onClick={() => setEditing(true)}>
            {t("card.add")}
          </UnstyledButton>
        ) : isEmpty ? (
          "—"
        ) : canEdit && !isLink ? (
          <UnstyledButton className={classes.editValue} title={edit} onClick={() => setEditing(true)}>
            {shown}
          </UnstyledButton>
        ) : (
          shown
        )}
      </Text>
      <Group gap={0} wrap="nowrap" flex="none" className={classes.fieldTools}>
        {value.changed_at ? <FieldHistory friendId={friendId} field={field} /> : null}
        {canEdit && isLink && !isEmpty ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={edit}
            onClick={() => setEditing(true)}
          >
            <IconPencil size={14} />
          </ActionIcon>
        ) : null}
      </Group>
    </Group>
  );
}

interface EditorProps {
  friendId: number;
  field: ListedFieldOut;
  value: unknown;
  onDone: () => void;
}

function FieldEditor({ friendId, field, value, onDone }: EditorProps) {
  const { t } = useTranslation("fields");
  const client = useQueryClient();
  const zone = useTimeZone();
  const [text, setText] = useState<unknown>(() => valueToEdit(field, value, zone));
  const save = useMutation({
    mutationFn: () =>
      answer(
        api.PATCH("/api/v1/friends/{friend_id}/fields", {
          params: { path: { friend_id: friendId } },
          body: { values: { [field.id]: text } },
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(friendQuery(friendId).queryKey, (old) =>
        old ? { ...old, fields: saved.items } : old,
      );
      void client.invalidateQueries({ queryKey: ["friends", "history", friendId, field.id] });
      onDone();
    },
  });
  const problem =
    save.error instanceof Problem
      ? (save.error.fields[`values.${field.id}`] ?? save.error.message)
      : save.error
        ? (messageOf(save.error) ?? t("common:error.unexpected"))
        : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Escape") onDone();
      }}
    >
      <Stack gap={6} py={4}>
        <FieldValueInput
          field={field}
          label={field.name}
          description={field.description || undefined}
          value={text}
          error={problem}
          autoFocus
          onChange={setText}
        />
        <Group gap="xs" justify="flex-end">
          <Button size="compact-sm" variant="default" onClick={onDone}>
            {t("common:action.cancel")}
          </Button>
          <Button size="compact-sm" type="submit" loading={save.isPending}>
            {t("common:action.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
