import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBell, IconBellOff, IconDots, IconEye, IconEyeOff } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { FriendDetailOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";
import { PersonItems, usePersonDeeds } from "@/components/privacy";

/** What is done to a friend now and then: kept out of the list, sent nothing, given their data, erased. */
export function FriendMenu({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("friends");
  const can = useCan();
  const visibility = useVisibility(friend.id);
  const deeds = usePersonDeeds(friend.id, friend.channel_id);
  if (!can("friends.edit") && !can("privacy.edit")) return null;
  return (
    <>
      <Menu position="bottom-end" withArrow>
        <Menu.Target>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t("detail.menu")}
            title={t("detail.menu")}
            loading={visibility.isPending || deeds.isPending}
          >
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {can("friends.edit") ? <VisibilityItems friend={friend} change={visibility.mutate} /> : null}
          {can("friends.edit") && can("privacy.edit") ? <Menu.Divider /> : null}
          <PersonItems deeds={deeds} />
        </Menu.Dropdown>
      </Menu>
      {deeds.dialogue}
    </>
  );
}

interface Change {
  is_hidden?: boolean;
  is_muted?: boolean;
}

/** Out of the list, or out of all sending; both can be taken back at any time. */
function VisibilityItems({ friend, change }: { friend: FriendDetailOut; change: (body: Change) => void }) {
  const { t } = useTranslation("friends");
  const isHidden = friend.hidden_at !== null;
  const isMuted = friend.muted_at !== null;
  return (
    <>
      <Menu.Label>{t("visibility.label")}</Menu.Label>
      <Menu.Item
        leftSection={isHidden ? <IconEye size={16} aria-hidden /> : <IconEyeOff size={16} aria-hidden />}
        onClick={() => change({ is_hidden: !isHidden })}
      >
        {t(isHidden ? "visibility.show" : "visibility.hide")}
      </Menu.Item>
      <Menu.Item
        leftSection={isMuted ? <IconBell size={16} aria-hidden /> : <IconBellOff size={16} aria-hidden />}
        onClick={() => change({ is_muted: !isMuted })}
      >
        {t(isMuted ? "visibility.unmute" : "visibility.mute")}
      </Menu.Item>
    </>
  );
}

function useVisibility(friendId: number) {
  const { t } = useTranslation("friends");
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Change) =>
      answer(
        api.PATCH("/api/v1/friends/{friend_id}/visibility", {
          params: { path: { friend_id: friendId } },
          body,
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["friends"] });
      notifications.show({ color: "teal", message: t("visibility.done") });
    },
    onError: (error) =>
      notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") }),
  });
}
