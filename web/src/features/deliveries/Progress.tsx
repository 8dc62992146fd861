import { Anchor, Progress as Bar, Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DispatchDetailOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { OUTCOMES } from "./search";
import { OUTCOME_LOOKS } from "./status";

/** How far it is and what became of everyone; each number leads to the friends behind it. */
export function Progress({ dispatch }: { dispatch: DispatchDetailOut }) {
  const { t } = useTranslation("deliveries");
  const at = `/c/${useChannelId()}/deliveries/${dispatch.id}`;
  const done = dispatch.planned - dispatch.queued;
  const shown = OUTCOMES.filter((name) => dispatch[name] > 0 || name === "sent");
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {t("detail.progress")}
        </Title>
        <Text size="sm" aria-live="polite">
          {t("detail.done", { done, all: dispatch.planned })}
        </Text>
      </Group>
      <Bar.Root size="lg" mb="md">
        {OUTCOMES.map((name) => (
          <Bar.Section
            key={name}
            value={dispatch.planned ? (100 * dispatch[name]) / dispatch.planned : 0}
            color={OUTCOME_LOOKS[name].colour}
            aria-label={t(`outcome.${name}`)}
          />
        ))}
      </Bar.Root>
      <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }} spacing="sm">
        {shown.map((name) => (
          <Tile
            key={name}
            label={t(`outcome.${name}`)}
            number={dispatch[name]}
            to={`${at}?outcome=${name}`}
          />
        ))}
        {dispatch.queued > 0 ? <Tile label={t("detail.queued")} number={dispatch.queued} /> : null}
      </SimpleGrid>
      {dispatch.reasons.length > 0 ? <Reasons dispatch={dispatch} at={at} /> : null}
    </Paper>
  );
}

function Tile({ label, number, to }: { label: string; number: number; to?: string }) {
  const { i18n } = useTranslation();
  const text = number.toLocaleString(i18n.language);
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      {to ? (
        <Anchor component={Link} to={to} fz={20} fw={650}>
          {text}
        </Anchor>
      ) : (
        <Text fz={20} fw={650}>
          {text}
        </Text>
      )}
    </div>
  );
}

function Reasons({ dispatch, at }: { dispatch: DispatchDetailOut; at: string }) {
  const { t, i18n } = useTranslation("deliveries");
  return (
    <Stack gap={6} mt="md">
      <Text size="sm" fw={600}>
        {t("detail.reasons")}
      </Text>
      {dispatch.reasons.map((row) => (
        <Group key={row.state + row.reason} justify="space-between" wrap="nowrap" gap="sm">
          <Text size="sm">{(i18n.language === "ja" ? row.ja : row.en) || t(`outcome.${row.state}`)}</Text>
          <Anchor
            component={Link}
            to={`${at}?outcome=${row.state}&reason=${encodeURIComponent(row.reason)}`}
            size="sm"
          >
            {t("common:unit.people", { count: row.number })}
          </Anchor>
        </Group>
      ))}
    </Stack>
  );
}
