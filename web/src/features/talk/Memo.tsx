import { Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FriendDetailOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";
import { writeMemo } from "./deeds";

/** The friend's memo; it saves itself when one leaves the field. */
export function Memo({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("talk");
  const can = useCan();
  const client = useQueryClient();
  const [memo, setMemo] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (text: string) => writeMemo(friend.id, text),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["friends", "one", friend.id] });
      setMemo(null);
    },
  });
  const leave = () => {
    if (memo !== null && memo !== friend.memo) save.mutate(memo);
    else setMemo(null);
  };
  return (
    <div>
      <Textarea
        label={t("card.memo")}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={5000}
        value={memo ?? friend.memo}
        readOnly={!can("friends.edit")}
        placeholder={t("card.memoHint")}
        onChange={(event) => setMemo(event.currentTarget.value)}
        onBlur={leave}
        error={save.error ? (messageOf(save.error) ?? t("common:error.unexpected")) : undefined}
      />
      <Text size="xs" c="dimmed" role="status">
        {save.isSuccess && memo === null ? t("common:action.saved") : " "}
      </Text>
    </div>
  );
}
