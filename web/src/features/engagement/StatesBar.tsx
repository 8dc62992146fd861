import { Anchor, Paper, Progress, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { EngagementOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { STATE_LOOKS, type States } from "@/components/engagement/looks";
import { StatusBadge } from "@/components/StatusBadge";
import { friendsWith } from "@/lib/friendsWith";
import { share } from "@/lib/share";

const ORDER = Object.keys(STATE_LOOKS) as States[];

/** Friends by the state of the relation; each number leads to the friends behind it. */
export function StatesBar({ engagement }: { engagement: EngagementOut }) {
  const { t } = useTranslation("engagement");
  const channelId = useChannelId();
  const numbers = Object.fromEntries(engagement.states.map((one) => [one.state, one.friends]));
  const total = engagement.states.reduce((sum, one) => sum + one.friends, 0);
  const settings = engagement.settings;
  const days: Partial<Record<States, number>> = {
    new: settings.new_days,
    active: settings.active_days,
    cooling: settings.cooling_days,
    dormant: settings.dormant_days,
    lost: settings.dormant_days,
  };
  return (
    <section aria-labelledby="states">
      <Title order={2} id="states" mb="xs">
        {t("states.title")}
      </Title>
      <Paper withBorder p="md">
        <Stack>
          <Text size="sm">
            {total
              ? t("states.sentence", {
                  total,
                  active: numbers.active ?? 0,
                  share: share(numbers.active ?? 0, total),
                })
              : t("states.none")}
          </Text>
          <Progress.Root size={20} aria-hidden>
            {ORDER.map((state) => (
              <Progress.Section
                key={state}
                value={total ? ((numbers[state] ?? 0) / total) * 100 : 0}
                color={STATE_LOOKS[state].colour}
              />
            ))}
          </Progress.Root>
          <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
            {ORDER.map((state) => (
              <Stack key={state} gap={2}>
                <div>
                  <StatusBadge look={STATE_LOOKS[state]}>{t(`state.${state}`)}</StatusBadge>
                </div>
                <Anchor
                  component={Link}
                  to={friendsWith(channelId, { kind: "lifecycle", states: [state] })}
                  fw={600}
                  size="lg"
                >
                  {t("people", { count: numbers[state] ?? 0 })}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {share(numbers[state] ?? 0, total)}・{t(`meaning.${state}`, { days: days[state] })}
                </Text>
              </Stack>
            ))}
          </SimpleGrid>
        </Stack>
      </Paper>
    </section>
  );
}
