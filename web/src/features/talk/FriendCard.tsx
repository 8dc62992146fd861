import { ActionIcon, Anchor, Badge, Divider, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconArrowLeft, IconExternalLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FriendDetailOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { FriendPhoto } from "@/components/FriendPhoto";
import { DateText, TimeText } from "@/components/TimeText";
import { CardTags } from "./CardTags";
import { Memo } from "./Memo";
import { Notes } from "./Notes";
import { enrolmentsQuery, friendQuery } from "./queries";
import classes from "./talk.module.css";
import { useTalkSearch } from "./useTalkSearch";

/** What staff know of a friend, beside the talk. */
export function FriendCard({ friendId }: { friendId: number }) {
  const { t } = useTranslation("talk");
  const can = useCan();
  const [, setSearch] = useTalkSearch();
  const {
    data: friend,
    error,
    refetch,
  } = useQuery({
    ...friendQuery(friendId),
    enabled: can("friends.view"),
  });
  return (
    <Stack gap="md" p="md">
      <div className={classes.cardBack}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("card.back")}
          onClick={() => setSearch({ card: undefined })}
        >
          <IconArrowLeft size={20} />
        </ActionIcon>
        <Text fw={650}>{t("card.title")}</Text>
      </div>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {friend ? <Known friend={friend} /> : <Skeleton h={120} />}
      {can("scenarios.view") ? <Scenarios friendId={friendId} /> : null}
      <Notes friendId={friendId} />
    </Stack>
  );
}

function Known({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("talk");
  const channelId = String(useChannelId());
  return (
    <>
      <Group wrap="nowrap" align="flex-start">
        <FriendPhoto name={friend.display_name} url={friend.picture_url} size={56} />
        <Stack gap={2} miw={0}>
          <Text fw={650} size="lg" lineClamp={2}>
            {friend.display_name || t("nameless")}
          </Text>
          {friend.status_message ? (
            <Text size="xs" c="dimmed" lineClamp={2}>
              {friend.status_message}
            </Text>
          ) : null}
          <Anchor component={Link} to={`/c/${channelId}/friends/${friend.id}`} size="sm">
            {t("card.detail")} <IconExternalLink size={12} className={classes.inline} aria-hidden />
          </Anchor>
        </Stack>
      </Group>
      <dl className={classes.facts}>
        <dt>{t("card.status")}</dt>
        <dd>{t(`card.${friend.status}`)}</dd>
        <dt>{t("card.since")}</dt>
        <dd>
          <DateText at={friend.followed_at ?? friend.first_seen_at} />
        </dd>
        <dt>{t("card.reacted")}</dt>
        <dd>
          <TimeText at={friend.last_reaction_at} />
        </dd>
      </dl>
      <CardTags friend={friend} />
      <Memo friend={friend} key={friend.id} />
    </>
  );
}

function Scenarios({ friendId }: { friendId: number }) {
  const { t } = useTranslation("talk");
  const channelId = String(useChannelId());
  const { data } = useQuery(enrolmentsQuery(friendId));
  const active = (data ?? []).filter((one) => one.ended_at === null);
  if (active.length === 0) return null;
  return (
    <Stack gap={6}>
      <Divider label={t("card.scenarios")} labelPosition="left" />
      {active.map((one) => (
        <Group key={one.id} gap="xs" justify="space-between" wrap="nowrap">
          <Anchor component={Link} to={`/c/${channelId}/scenarios/${one.scenario_id}`} size="sm" truncate>
            {one.scenario_name}
          </Anchor>
          <Badge variant="light" tt="none" fw={500} className={classes.still}>
            {t("card.step", { number: one.position + 1 })}
          </Badge>
        </Group>
      ))}
    </Stack>
  );
}
