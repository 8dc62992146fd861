import { Anchor, Button, Card, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { FriendPhoto } from "@/components/FriendPhoto";
import { TimeText } from "@/components/TimeText";
import { membersQuery } from "./queries";

const FIRST = 6;

/** Some of who is in, and since when; more on demand. */
export function Members({ segment }: { segment: SegmentOut }) {
  const { t } = useTranslation("segments");
  const channelId = useChannelId();
  const [isLong, setIsLong] = useState(false);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    membersQuery(segment.id),
  );
  const all = data?.pages.flatMap((page) => page.items) ?? [];
  const shown = isLong ? all : all.slice(0, FIRST);
  const more = isLong ? hasNextPage : all.length > FIRST;
  return (
    <Card withBorder>
      <Text fw={600} component="h2" size="md" mb="xs">
        {t("members.title")}
      </Text>
      <ErrorNote error={error} />
      {data && all.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t(segment.is_building ? "state.building" : "members.none")}
        </Text>
      ) : null}
      <Stack gap={8}>
        {shown.map(({ friend, entered_at }) => (
          <Group key={friend.id} gap="sm" wrap="nowrap">
            <FriendPhoto name={friend.display_name} url={friend.picture_url} size={32} />
            <Stack gap={0} miw={0}>
              <Anchor
                component={Link}
                to={`/c/${channelId}/friends/${friend.id}`}
                size="sm"
                fw={500}
                truncate="end"
              >
                {friend.display_name || t("members.nameless")}
              </Anchor>
              <Text size="xs" c="dimmed">
                {t("members.since")} <TimeText at={entered_at} />
              </Text>
            </Stack>
          </Group>
        ))}
      </Stack>
      {more ? (
        <Button
          mt="sm"
          size="xs"
          variant="default"
          loading={isFetchingNextPage}
          onClick={() => (isLong ? void fetchNextPage() : setIsLong(true))}
        >
          {t("common:action.more")}
        </Button>
      ) : null}
    </Card>
  );
}
