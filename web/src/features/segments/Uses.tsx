import { Anchor, Card, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SegmentOut, SegmentUseOut } from "@/api/schema.gen";

/** Where each kind of user is shown, below its account. */
const PLACES: Record<string, (id: number) => string> = {
  rule: (id) => `replies/${id}`,
  scenario: (id) => `scenarios/${id}`,
  segment: (id) => `segments/${id}`,
  template: (id) => `templates/${id}`,
  view: (id) => `friends?view=${id}`,
  dispatch: (id) => `deliveries/${id}`,
  engagement: () => "engagement",
};

/** What speaks of this segment, each as a link. */
export function Uses({ segment }: { segment: SegmentOut }) {
  const { t } = useTranslation("segments");
  return (
    <Card withBorder>
      <Text fw={600} component="h2" size="md" mb="xs">
        {t("uses.title")}
      </Text>
      {segment.uses.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("uses.noneLong")}
        </Text>
      ) : (
        <Stack gap={6}>
          {segment.uses.map((use) => (
            <Group key={`${use.kind}-${use.id}-${use.place}`} gap="xs" wrap="nowrap" align="baseline">
              <Text size="xs" c="dimmed" flex="none">
                {t(`uses.kind.${use.kind}`)}
              </Text>
              <UseLink use={use} channelId={segment.channel_id} />
            </Group>
          ))}
        </Stack>
      )}
    </Card>
  );
}

function UseLink({ use, channelId }: { use: SegmentUseOut; channelId: number }) {
  const place = PLACES[use.kind];
  if (!place) return <Text size="sm">{use.name}</Text>;
  return (
    <Anchor component={Link} to={`/c/${use.channel_id ?? channelId}/${place(use.id)}`} size="sm">
      {use.name}
    </Anchor>
  );
}
