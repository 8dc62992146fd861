import { Anchor, Group, Stack, Text } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { useCan, useChannelId } from "@/app/session";
import { ErrorNote } from "../ErrorNote";
import { TimeText } from "../TimeText";

const friendSegmentsQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["segments", "of-friend", friendId],
    queryFn: async () => {
      const params = { path: { friend_id: friendId } };
      return (await answer(api.GET("/api/v1/friends/{friend_id}/segments", { params }))).items;
    },
  });

/** The segments that a friend is in, and since when. Draws nothing for whoever may not see segments. */
export function FriendSegments({ friendId }: { friendId: number }) {
  const { t } = useTranslation("segments");
  const channelId = useChannelId();
  const maySee = useCan()("segments.view");
  const { data, error } = useQuery({ ...friendSegmentsQuery(friendId), enabled: maySee });
  if (!maySee) return null;
  if (error) return <ErrorNote error={error} />;
  if (!data) return null;
  if (data.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("ofFriend.none")}
      </Text>
    );
  return (
    <Stack gap={4}>
      {data.map((segment) => (
        <Group key={segment.id} justify="space-between" gap="sm" wrap="nowrap">
          <Anchor component={Link} to={`/c/${channelId}/segments/${segment.id}`} size="sm" lineClamp={1}>
            {segment.name}
          </Anchor>
          <Text size="xs" c="dimmed" flex="none">
            {t("ofFriend.since")} <TimeText at={segment.entered_at} />
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
