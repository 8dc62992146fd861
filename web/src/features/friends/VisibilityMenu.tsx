import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBell, IconBellOff, IconDotsVertical, IconEye, IconEyeOff } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { FriendDetailOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";

interface Change {
  is_hidden?: boolean;
  is_muted?: boolean;
}

/** Keeps a friend out of the list, or stops all sending to them; both can be taken back at any time. */
export function VisibilityMenu({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("friends");
  const client = useQueryClient();
  const can = useCan();
  const change = useMutation({
    mutationFn: (body: Change) =>
      answer(
        api.PATCH("/api/v1/friends/{friend_id}/visibility", {
          params: { path: { friend_id: friend.id } },
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
  if (!can("friends.edit")) return null;
  const isHidden = friend.hidden_at !== null;
  const isMuted = friend.muted_at !== null;
  return (
    <Menu position="bottom-end" withArrow>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t("visibility.label")} loading={change.isPending}>
          <IconDotsVertical size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={isHidden ? <IconEye size={16} aria-hidden /> : <IconEyeOff size={16} aria-hidden />}
          onClick={() => change.mutate({ is_hidden: !isHidden })}
        >
          {t(isHidden ? "visibility.show" : "visibility.hide")}
        </Menu.Item>
        <Menu.Item
          leftSection={isMuted ? <IconBell size={16} aria-hidden /> : <IconBellOff size={16} aria-hidden />}
          onClick={() => change.mutate({ is_muted: !isMuted })}
        >
          {t(isMuted ? "visibility.unmute" : "visibility.mute")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
