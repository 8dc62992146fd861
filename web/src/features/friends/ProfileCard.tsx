import { Divider, Group, Paper, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FriendDetailOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { FriendPhoto } from "@/components/FriendPhoto";
import { StatusBadge } from "@/components/StatusBadge";
import { DateText, TimeText } from "@/components/TimeText";
import { Enrolments } from "./Enrolments";
import { FieldCard } from "./FieldCard";
import { FriendTags } from "./FriendTags";
import { Memo } from "./Memo";
import { FRIEND_LOOKS } from "./status";

export function ProfileCard({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("friends");
  const can = useCan();
  return (
    <Paper withBorder p="md" component="section" aria-label={t("detail.profile")}>
      <Stack gap="sm">
        <Group wrap="nowrap">
          <FriendPhoto name={friend.display_name} url={friend.picture_url} size={64} />
          <Stack gap={4} miw={0}>
            <Text fw={650} lineClamp={2}>
              <bdi>{friend.display_name || t("nameless")}</bdi>
            </Text>
            <div>
              <StatusBadge look={FRIEND_LOOKS[friend.status]}>{t(`status.${friend.status}`)}</StatusBadge>
            </div>
          </Stack>
        </Group>
        {friend.status_message ? (
          <Text size="sm" c="dimmed" lineClamp={3}>
            <bdi>{friend.status_message}</bdi>
          </Text>
        ) : null}
        <Facts friend={friend} />
        <Divider />
        <FriendTags friend={friend} />
        <Divider />
        <FieldCard friend={friend} />
        <Divider />
        <Memo key={friend.id} friend={friend} />
        {can("scenarios.view") ? (
          <>
            <Divider />
            <Enrolments friendId={friend.id} />
          </>
        ) : null}
      </Stack>
    </Paper>
  );
}

function Facts({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("friends");
  return (
    <Stack gap={4} component="dl" m={0}>
      <Fact label={t("column.since")}>
        <DateText at={friend.followed_at ?? friend.first_seen_at} />
      </Fact>
      <Fact label={t("column.origin")}>{t(`origin.${friend.origin}`)}</Fact>
      <Fact label={t("column.reaction")}>
        <TimeText at={friend.last_reaction_at} />
      </Fact>
      {friend.blocked_at && friend.status === "blocked" ? (
        <Fact label={t("detail.blockedAt")}>
          <DateText at={friend.blocked_at} />
        </Fact>
      ) : null}
    </Stack>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Text component="dt" size="sm" c="dimmed" flex="none">
        {label}
      </Text>
      <Text component="dd" size="sm" m={0} ta="right">
        {children}
      </Text>
    </Group>
  );
}
