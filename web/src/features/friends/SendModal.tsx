import { Button, Group, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { FriendDetailOut } from "@/api/schema.gen";
import { type Block, isUntouched, MessageComposer, newBlock } from "@/components/composer";
import { ErrorNote } from "@/components/ErrorNote";
import { randomKey } from "@/lib/randomKey";

/** Writes one friend a message of any kind; it goes out at once. */
export function SendModal({ friend, onClose }: { friend: FriendDetailOut; onClose: () => void }) {
  const { t } = useTranslation("friends");
  const client = useQueryClient();
  const [blocks, setBlocks] = useState<Block[]>([newBlock("text")]);
  // One key a message: should the answer be lost, a second press sends nothing twice.
  const key = useRef(randomKey());
  const send = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/friends/{friend_id}/messages", {
          params: { path: { friend_id: friend.id }, header: { "Idempotency-Key": key.current } },
          body: { blocks },
        }),
      ),
    onSuccess: () => {
      for (const topic of ["friends", "talk", "deliveries"])
        void client.invalidateQueries({ queryKey: [topic] });
      notifications.show({ color: "teal", message: t("send.done") });
      onClose();
    },
    onError: (error) => {
      if (error instanceof Problem) key.current = randomKey();
    },
  });
  const problems = send.error instanceof Problem ? send.error.fields : {};
  const name = friend.display_name || t("nameless");
  return (
    <Modal opened onClose={onClose} title={t("send.title", { name })} size="xl">
      <Stack>
        <MessageComposer
          value={blocks}
          onChange={setBlocks}
          problems={problems}
          channelId={friend.channel_id}
          previewFriend={{ name: friend.display_name, values: valuesOf(friend) }}
        />
        <ErrorNote error={send.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button
            loading={send.isPending}
            disabled={blocks.length === 0 || blocks.every(isUntouched)}
            onClick={() => send.mutate()}
          >
            {t("send.do", { name })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** What the message will say of this friend. The server writes values for friends, in Japanese. */
function valuesOf(friend: FriendDetailOut): Record<string, string> {
  return Object.fromEntries(friend.fields.map((one) => [`field.${one.field_id}`, one.text]));
}
