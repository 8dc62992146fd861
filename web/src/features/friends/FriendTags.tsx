import { ActionIcon, Badge, Combobox, Group, Stack, Text, Title, useCombobox } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { FriendDetailOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";
import classes from "./friends.module.css";
import { FRIEND_LIST, tagsQuery } from "./queries";

/** A friend's tags; each deed takes effect at once and can be undone by its opposite. */
export function FriendTags({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("friends");
  const canEdit = useCan()("friends.edit");
  const change = useTagChange(friend.id);
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h3">
          {t("column.tags")}
        </Title>
        {canEdit ? <AddTag friend={friend} onAdd={(id) => change.mutate({ id, isAdded: true })} /> : null}
      </Group>
      {friend.tags.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("detail.noTags")}
        </Text>
      ) : (
        <Group gap={6}>
          {friend.tags.map((tag) => (
            <Badge
              key={tag.id}
              variant="default"
              tt="none"
              fw={500}
              radius="sm"
              size="lg"
              maw="100%"
              rightSection={
                canEdit ? (
                  <ActionIcon
                    size="xs"
                    variant="transparent"
                    color="gray"
                    aria-label={t("detail.removeTag", { name: tag.name })}
                    onClick={() => change.mutate({ id: tag.id, isAdded: false })}
                  >
                    <IconX size={12} />
                  </ActionIcon>
                ) : null
              }
            >
              {tag.name}
            </Badge>
          ))}
        </Group>
      )}
    </Stack>
  );
}

function useTagChange(friendId: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, isAdded }: { id: number; isAdded: boolean }) => {
      const params = { params: { path: { friend_id: friendId, tag_id: id } } };
      return answer<unknown>(
        isAdded
          ? api.PUT("/api/v1/friends/{friend_id}/tags/{tag_id}", params)
          : api.DELETE("/api/v1/friends/{friend_id}/tags/{tag_id}", params),
      );
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: [FRIEND_LIST] });
      return client.invalidateQueries({ queryKey: ["friends"] });
    },
    onError: (error) =>
      notifications.show({ color: "red", message: messageOf(error) ?? t("error.unexpected") }),
  });
}

function AddTag({ friend, onAdd }: { friend: FriendDetailOut; onAdd: (id: number) => void }) {
  const { t } = useTranslation("friends");
  const tags = useQuery(tagsQuery);
  const [text, setText] = useState("");
  const box = useCombobox({
    onDropdownClose: () => setText(""),
    onDropdownOpen: () => box.focusSearchInput(),
  });
  const has = new Set(friend.tags.map((tag) => tag.id));
  const open = (tags.data ?? []).filter(
    (tag) => !has.has(tag.id) && tag.name.toLowerCase().includes(text.trim().toLowerCase()),
  );
  return (
    <Combobox
      store={box}
      width={240}
      position="bottom-end"
      onOptionSubmit={(id) => {
        onAdd(Number(id));
        box.closeDropdown();
      }}
    >
      <Combobox.Target withAriaAttributes={false}>
        <ActionIcon variant="light" aria-label={t("detail.addTag")} onClick={() => box.toggleDropdown()}>
          <IconPlus size={16} />
        </ActionIcon>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder={t("bulk.choose")}
          aria-label={t("bulk.choose")}
        />
        <Combobox.Options mah={240} className={classes.options}>
          {open.map((tag) => (
            <Combobox.Option key={tag.id} value={String(tag.id)}>
              {tag.name}
            </Combobox.Option>
          ))}
          {open.length === 0 ? <Combobox.Empty>{t("tags.none")}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
