import { Anchor, Group, Paper, Progress, SimpleGrid, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { HealthOut, StateHealthOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { STATE_LOOKS, type States } from "@/components/engagement/looks";
import { StatusBadge } from "@/components/StatusBadge";
import { friendsWith } from "@/lib/friendsWith";
import { share } from "@/lib/share";
import { blockedCompared, type Direction } from "./compared";

const ORDER = Object.keys(STATE_LOOKS) as States[];
/** Thirty days, today included. */
const BLOCKED_THIS_MONTH = { kind: "blocked_at", when: { mode: "days_ago", test: "at_most", days: 29 } };
const ARROWS = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconArrowRight };

/** Friends by the state of the relation, and how many block: what a list is worth, beyond its length. */
export function Health({ health }: { health: HealthOut }) {
  const { t, i18n } = useTranslation("home");
  const channelId = useChannelId();
  const states = ORDER.flatMap((state) => health.states.find((one) => one.state === state) ?? []);
  const total = states.reduce((sum, one) => sum + one.friends, 0);
  const day = (on: string) =>
    new Intl.DateTimeFormat(i18n.language, { month: "numeric", day: "numeric", timeZone: "UTC" }).format(
      new Date(`${on}T00:00:00Z`),
    );
  return (
    <section aria-labelledby="health">
      <Group justify="space-between" align="baseline" mb="xs">
        <Title order={2} id="health">
          {t("health.title")}
        </Title>
        <Text size="xs" c="dimmed">
          {health.counted_on ? t("health.counted", { date: day(health.counted_on) }) : null}
        </Text>
      </Group>
      <Paper withBorder p="md">
        <Stack>
          {total > 0 ? (
            <>
              <Progress.Root size={14} aria-hidden>
                {states.map((one) => (
                  <Progress.Section
                    key={one.state}
                    value={(one.friends / total) * 100}
                    color={STATE_LOOKS[one.state].colour}
                  />
                ))}
              </Progress.Root>
              <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
                {states.map((one) => (
                  <State key={one.state} state={one} total={total} />
                ))}
              </SimpleGrid>
            </>
          ) : (
            <Text size="sm">{t(health.states.length > 0 ? "health.none" : "health.uncounted")}</Text>
          )}
          <Blocked health={health} />
          <Anchor component={Link} to={`/c/${channelId}/engagement`} size="sm">
            {t("health.more")}
          </Anchor>
        </Stack>
      </Paper>
    </section>
  );
}

function State({ state, total }: { state: StateHealthOut; total: number }) {
  const { t, i18n } = useTranslation("home");
  const channelId = useChannelId();
  const difference = state.before === null ? null : state.friends - state.before;
  const direction = difference === null || difference === 0 ? "same" : difference > 0 ? "up" : "down";
  return (
    <Stack gap={2}>
      <div>
        <StatusBadge look={STATE_LOOKS[state.state]}>{t(`engagement:state.${state.state}`)}</StatusBadge>
      </div>
      <Anchor
        component={Link}
        to={friendsWith(channelId, { kind: "lifecycle", states: [state.state] })}
        fw={600}
        size="lg"
      >
        {t("common:unit.people", { count: state.friends })}
      </Anchor>
      <Text size="xs" c="dimmed">
        {t("health.of", { share: share(state.friends, total) })}
      </Text>
      {difference === null ? null : (
        <Text size="xs" c="dimmed">
          {t(`health.before.${direction}`, { amount: Math.abs(difference).toLocaleString(i18n.language) })}
        </Text>
      )}
    </Stack>
  );
}

function Blocked({ health }: { health: HealthOut }) {
  const { t } = useTranslation("home");
  const channelId = useChannelId();
  const { this_month: now, last_month: before } = health;
  const direction = blockedCompared(now, before);
  const Arrow = ARROWS[direction ?? "same"];
  const colours: Record<Direction, string> = { up: "red", down: "teal", same: "gray" };
  return (
    <Group gap="xs">
      <Text size="sm">{t("health.blocked.label")}</Text>
      <Anchor component={Link} to={friendsWith(channelId, BLOCKED_THIS_MONTH)} fw={600}>
        {share(now.blocks, now.friends)}
      </Anchor>
      <Text size="sm" c="dimmed">
        {t("health.blocked.detail", now)}
      </Text>
      <Group gap={4} wrap="nowrap">
        <ThemeIcon size="xs" variant="transparent" color={colours[direction ?? "same"]} aria-hidden>
          <Arrow size={14} />
        </ThemeIcon>
        <Text size="sm" c="dimmed">
          {t(`health.blocked.before.${direction ?? "none"}`, { share: share(before.blocks, before.friends) })}
        </Text>
      </Group>
    </Group>
  );
}
