import { Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { FriendDetailOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import classes from "./friends.module.css";
import { friendQuery } from "./queries";

/** What staff should know of a friend. It saves itself, a moment after the last key. */
export function Memo({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("friends");
  const client = useQueryClient();
  const canEdit = useCan()("friends.edit");
  const [text, setText] = useState(friend.memo);
  const save = useMutation({
    mutationFn: (memo: string) =>
      answer(
        api.PATCH("/api/v1/friends/{friend_id}/memo", {
          params: { path: { friend_id: friend.id } },
          body: { memo },
        }),
      ),
    onSuccess: (saved) => client.setQueryData(friendQuery(friend.id).queryKey, saved),
  });
  const saveSoon = useDebouncedCallback((memo: string) => save.mutate(memo), {
    delay: 800,
    flushOnUnmount: true,
  });
  const state = save.isPending || text !== friend.memo ? "saving" : save.isSuccess ? "saved" : null;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h3">
          {t("detail.memo")}
        </Title>
        <Text size="xs" c="dimmed" aria-live="polite">
          {state && !save.isError ? t(`detail.${state}`) : ""}
        </Text>
      </Group>
      {canEdit ? (
        <Textarea
          aria-label={t("detail.memo")}
          placeholder={t("detail.memoHint")}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={5000}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            saveSoon(event.currentTarget.value);
          }}
        />
      ) : (
        <Text size="sm" className={classes.memo}>
          {friend.memo || "—"}
        </Text>
      )}
      <ErrorNote error={save.error} onRetry={() => save.mutate(text)} />
    </Stack>
  );
}
