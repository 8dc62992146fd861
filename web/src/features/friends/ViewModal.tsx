import { Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { FriendViewChangeIn, FriendViewIn, FriendViewOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { viewsQuery } from "./queries";
import { type FriendSearch, viewOfSearch } from "./search";

interface Props {
  /** Null: the list as it is now becomes a new view. */
  view: FriendViewOut | null;
  search: FriendSearch;
  onClose: () => void;
  onSaved: (view: FriendViewOut) => void;
}

/** Names a view and says who sees it. */
export function ViewModal({ view, search, onClose, onSaved }: Props) {
  const { t } = useTranslation("friends");
  const channelId = useChannelId();
  const mayShare = useCan()("friends.edit");
  const client = useQueryClient();
  const [name, setName] = useState(view?.name ?? "");
  const [isShared, setShared] = useState(view?.is_shared ?? false);
  const save = useMutation({
    mutationFn: () => {
      const named = { name, is_shared: isShared };
      return answer(
        view
          ? api.PATCH("/api/v1/friend-views/{view_id}", {
              params: { path: { view_id: view.id } },
              body: named as FriendViewChangeIn,
            })
          : api.POST("/api/v1/friend-views", {
              body: { channel_id: channelId, ...viewOfSearch(search), ...named } as FriendViewIn,
            }),
      );
    },
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: viewsQuery(channelId).queryKey });
      if (view === null) onSaved(saved);
      onClose();
    },
  });
  const problems = save.error instanceof Problem ? save.error.fields : {};
  return (
    <Modal opened onClose={onClose} title={t(view ? "views.rename" : "views.save")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            label={t("views.name")}
            placeholder={t("views.nameExample")}
            required
            maxLength={100}
            value={name}
            error={problems.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {mayShare ? (
            <Switch
              label={t("views.share")}
              description={t("views.shareHint")}
              checked={isShared}
              onChange={(event) => setShared(event.currentTarget.checked)}
            />
          ) : null}
          <ErrorNote error={save.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common:action.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!name.trim()}>
              {t("common:action.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
