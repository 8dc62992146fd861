import { Anchor, Badge, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CustomerFriendOut } from "@/api/schema.gen";
import { useChannels } from "@/app/session";
import { FriendPhoto } from "@/components/FriendPhoto";

interface Props {
  friends: CustomerFriendOut[];
  /** What can be done with one, at its right. */
  action?: (friend: CustomerFriendOut) => ReactNode;
}

/** The LINE accounts of one person, each with the official account that it follows. */
export function CustomerFriends({ friends, action }: Props) {
  const { t } = useTranslation("customers");
  const channels = useChannels();
  return (
    <Stack gap={8}>
      {friends.map((friend) => (
        <Group key={friend.id} justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <FriendPhoto name={friend.display_name} url={friend.picture_url} size={32} />
            <Stack gap={0} miw={0}>
              <Anchor
                component={Link}
                to={`/c/${friend.channel_id}/friends/${friend.id}`}
                size="sm"
                fw={500}
                truncate="end"
              >
                <bdi>{friend.display_name || t("namelessFriend")}</bdi>
              </Anchor>
              <Text size="xs" c="dimmed" truncate="end">
                {channels.find((one) => one.id === friend.channel_id)?.name ?? t("otherAccount")}
                {friend.status === "blocked" ? ` ・ ${t("blocked")}` : null}
              </Text>
            </Stack>
          </Group>
          <Group gap="xs" wrap="nowrap">
            {friend.is_main && friends.length > 1 ? (
              <Badge variant="light" tt="none" radius="sm" title={t("mainHint")}>
                {t("main")}
              </Badge>
            ) : null}
            {action?.(friend)}
          </Group>
        </Group>
      ))}
    </Stack>
  );
}
