import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { ErrorNote } from "@/components/ErrorNote";
import { FRIEND_LIST, tagsQuery } from "./queries";
import type { FriendFilter } from "./search";

interface Props {
  deed: "add" | "remove";
  /** How many friends are meant, as a text: "12" or "10,000+". */
  people: string;
  choice: { friend_ids: number[] } | { filter: FriendFilter };
  onClose: () => void;
  onDone: () => void;
}

/** Says what will happen and to how many before it happens. */
export function BulkTagModal({ deed, people, choice, onClose, onDone }: Props) {
  const { t, i18n } = useTranslation("friends");
  const client = useQueryClient();
  const tags = useQuery(tagsQuery);
  const [tagId, setTagId] = useState<string | null>(null);
  const tag = tags.data?.find((one) => String(one.id) === tagId);
  const change = useMutation({
    mutationFn: (id: number) =>
      answer(
        api.POST("/api/v1/tags/{tag_id}/friends", {
          params: { path: { tag_id: id } },
          body: { action: deed, ...choice },
        }),
      ),
    onSuccess: (done) => {
      void client.invalidateQueries({ queryKey: ["friends"] });
      void client.resetQueries({ queryKey: [FRIEND_LIST] });
      const changed = done.changed.toLocaleString(i18n.language);
      const already = done.chosen - done.changed;
      notifications.show({
        color: "teal",
        message:
          t(`bulk.done.${deed}`, { people: changed, tag: tag?.name }) +
          (already > 0 ? t(`bulk.already.${deed}`, { count: already }) : ""),
      });
      onDone();
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t(`bulk.title.${deed}`)}>
      <Stack>
        <Text size="sm">{t(`bulk.effect.${deed}`, { people })}</Text>
        <Select
          label={t("bulk.tag")}
          placeholder={t("bulk.choose")}
          data={(tags.data ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
          value={tagId}
          onChange={setTagId}
          searchable
          nothingFoundMessage={t("tags.none")}
          openOnFocus={false}
          data-autofocus
        />
        <ErrorNote error={change.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button
            disabled={!tag}
            loading={change.isPending}
            color={deed === "remove" ? "red" : undefined}
            onClick={() => tag && change.mutate(tag.id)}
          >
            {t(`bulk.do.${deed}`, { people })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
