import { Button, Group, Modal, MultiSelect, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { ErrorNote } from "@/components/ErrorNote";
import { friendsNamedQuery } from "../queries";
import type { Desk } from "./desk";

interface Props {
  it: Desk;
  isOpen: boolean;
  onClose: () => void;
}

/** Puts friends into the scenario by hand: some by name, or all with a tag. */
export function EnrolDialog({ it, isOpen, onClose }: Props) {
  const { t } = useTranslation("scenarios");
  const client = useQueryClient();
  const [by, setBy] = useState<"friends" | "tag">("friends");
  const [friendIds, setFriendIds] = useState<string[]>([]);
  const [tagId, setTagId] = useState<string | null>(null);
  const enrol = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/scenarios/{scenario_id}/enrolments", {
          params: { path: { scenario_id: it.detail.id } },
          body: by === "tag" ? { tag_id: Number(tagId) } : { friend_ids: friendIds.map(Number) },
        }),
      ),
    onSuccess: (moved) => {
      void client.invalidateQueries({ queryKey: ["scenarios"] });
      void client.invalidateQueries({ queryKey: ["deliveries", "scenario", it.detail.id] });
      notifications.show({
        message: t("enrol.done", { count: moved.changed, already: moved.chosen - moved.changed }),
      });
      setFriendIds([]);
      setTagId(null);
      onClose();
    },
  });
  const first = it.detail.current?.steps[0];
  return (
    <Modal
      closeButtonProps={{ "aria-label": t("common:action.close") }}
      opened={isOpen}
      onClose={onClose}
      title={t("enrol.title", { name: it.detail.name })}
    >
      <Stack>
        <SegmentedControl
          fullWidth
          aria-label={t("enrol.by")}
          value={by}
          onChange={(value) => setBy(value as typeof by)}
          data={[
            { value: "friends", label: t("enrol.byFriends") },
            { value: "tag", label: t("enrol.byTag") },
          ]}
        />
        {by === "friends" ? (
          <FriendPicker channelId={it.detail.channel_id} value={friendIds} onChange={setFriendIds} />
        ) : (
          <Select
            label={t("start.tagLabel")}
            description={t("enrol.tagHint")}
            searchable
            nothingFoundMessage={t("start.noTag")}
            value={tagId}
            onChange={setTagId}
            data={it.tags.map((tag) => ({ value: String(tag.id), label: tag.name }))}
          />
        )}
        <Text size="sm">
          {t(first?.timing.mode === "at_once" ? "enrol.nowText" : "enrol.laterText")} {t("enrol.onceText")}
        </Text>
        <ErrorNote error={enrol.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button
            loading={enrol.isPending}
            disabled={by === "tag" ? tagId === null : friendIds.length === 0}
            onClick={() => enrol.mutate()}
          >
            {by === "tag" ? t("enrol.deedTag") : t("enrol.deed", { count: friendIds.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface PickerProps {
  channelId: number;
  value: string[];
  onChange: (ids: string[]) => void;
}

function FriendPicker({ channelId, value, onChange }: PickerProps) {
  const { t } = useTranslation("scenarios");
  const [name, setName] = useState("");
  const [wanted] = useDebouncedValue(name, 250);
  const { data: found = [] } = useQuery(friendsNamedQuery(channelId, wanted));
  // Those who were chosen keep their names while others are searched for.
  const names = useRef(new Map<string, string>());
  for (const friend of found) names.current.set(String(friend.id), friend.display_name);
  const shown = new Set([...value, ...found.map((friend) => String(friend.id))]);
  return (
    <MultiSelect
      label={t("enrol.friends")}
      placeholder={value.length > 0 ? undefined : t("enrol.friendsPlaceholder")}
      searchable
      filter={({ options }) => options}
      searchValue={name}
      onSearchChange={setName}
      nothingFoundMessage={t("enrol.noFriend")}
      value={value}
      onChange={onChange}
      data={[...shown].map((id) => ({ value: id, label: names.current.get(id) || t("inside.nameless") }))}
    />
  );
}
