import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { TagUseOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";

/** Where each kind of user is shown, below its account. */
const PLACES: Record<string, (id: number) => string> = {
  rule: (id) => `replies/${id}`,
  segment: (id) => `segments/${id}`,
  view: (id) => `friends?view=${id}`,
  dispatch: (id) => `deliveries/${id}`,
  engagement: () => "engagement",
};

/** What speaks of a tag, each as a link. */
export function UsesList({ uses }: { uses: TagUseOut[] }) {
  const { t } = useTranslation("tags");
  const channelId = useChannelId();
  if (uses.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("uses.none")}
      </Text>
    );
  return (
    <Stack gap={6}>
      {uses.map((use) => {
        const place = PLACES[use.kind];
        return (
          <Group key={`${use.kind}-${use.id}-${use.place}`} gap="xs" align="baseline">
            <Text size="xs" c="dimmed">
              {t(`uses.kind.${use.kind}`)}
              {t(`uses.place.${use.place.split(".")[0]}`, { defaultValue: "" })}
            </Text>
            {place ? (
              <Anchor component={Link} to={`/c/${use.channel_id ?? channelId}/${place(use.id)}`} size="sm">
                {use.name}
              </Anchor>
            ) : (
              <Text size="sm">{use.name}</Text>
            )}
          </Group>
        );
      })}
    </Stack>
  );
}
