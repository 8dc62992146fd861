import { Anchor, Badge, Card, Group, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ScenarioOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { StatusBadge } from "@/components/StatusBadge";
import { useSegmentNames } from "@/components/segments/segmentNames";
import { TimeText } from "@/components/TimeText";
import { rulesQuery, tagsQuery } from "./queries";
import classes from "./scenarios.module.css";
import { startsOf, startText } from "./starts";
import { SCENARIO_LOOKS } from "./status";

export function ScenarioTable({ rows }: { rows: ScenarioOut[] }) {
  const isNarrow = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  return isNarrow ? <ScenarioCards rows={rows} /> : <ScenarioRows rows={rows} />;
}

function ScenarioRows({ rows }: { rows: ScenarioOut[] }) {
  const { t } = useTranslation("scenarios");
  return (
    <Card withBorder p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("list.column.name")}</Table.Th>
            <Table.Th>{t("list.column.state")}</Table.Th>
            <Table.Th>{t("list.column.start")}</Table.Th>
            <Table.Th ta="right">{t("list.column.active")}</Table.Th>
            <Table.Th ta="right">{t("list.column.finished")}</Table.Th>
            <Table.Th ta="right">{t("list.column.stopped")}</Table.Th>
            <Table.Th>{t("list.column.owner")}</Table.Th>
            <Table.Th>{t("list.column.updated")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td maw={340}>
                <NameLink row={row} />
              </Table.Td>
              <Table.Td>
                <StatusBadge look={SCENARIO_LOOKS[row.state]}>{t(`state.${row.state}`)}</StatusBadge>
              </Table.Td>
              <Table.Td maw={240}>
                <Starts scenarioId={row.id} />
              </Table.Td>
              {(["active", "finished", "stopped"] as const).map((key) => (
                <Table.Td key={key} ta="right" className={classes.number}>
                  {t("list.people", { count: row.enrolments[key] })}
                </Table.Td>
              ))}
              <Table.Td>
                <Text size="sm" lineClamp={1}>
                  {row.created_by || "—"}
                </Text>
              </Table.Td>
              <Table.Td>
                <TimeText at={row.updated_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function ScenarioCards({ rows }: { rows: ScenarioOut[] }) {
  const { t } = useTranslation("scenarios");
  return (
    <div className={classes.rows}>
      {rows.map((row) => (
        <Card withBorder key={row.id} p="sm">
          <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
            <NameLink row={row} />
            <StatusBadge look={SCENARIO_LOOKS[row.state]}>{t(`state.${row.state}`)}</StatusBadge>
          </Group>
          <Starts scenarioId={row.id} />
          <SimpleGrid cols={3} mt="xs" spacing="xs">
            {(["active", "finished", "stopped"] as const).map((key) => (
              <Stack key={key} gap={0}>
                <Text size="xs" c="dimmed">
                  {t(`list.column.${key}`)}
                </Text>
                <Text className={classes.number}>{t("list.people", { count: row.enrolments[key] })}</Text>
              </Stack>
            ))}
          </SimpleGrid>
        </Card>
      ))}
    </div>
  );
}

function NameLink({ row }: { row: ScenarioOut }) {
  const channelId = String(useChannelId());
  return (
    <Stack gap={0}>
      <Anchor
        component={Link}
        to={`/c/${channelId}/scenarios/${row.id}`}
        fw={600}
        lineClamp={2}
        data-testid="scenario"
      >
        {row.name}
      </Anchor>
      {row.purpose ? (
        <Text size="xs" c="dimmed" lineClamp={2}>
          {row.purpose}
        </Text>
      ) : null}
    </Stack>
  );
}

function Starts({ scenarioId }: { scenarioId: number }) {
  const { t } = useTranslation("scenarios");
  const { data: rules } = useQuery(rulesQuery(useChannelId()));
  const { data: tags = [] } = useQuery(tagsQuery);
  const segments = useSegmentNames(useChannelId());
  if (!rules) return null;
  const starts = startsOf(rules.items, scenarioId).filter((rule) => rule.is_active);
  const first = starts[0];
  if (!first)
    return (
      <Text size="sm" c="dimmed">
        {t("start.byHand")}
      </Text>
    );
  return (
    <Group gap={6} wrap="nowrap">
      <Text size="sm" lineClamp={2}>
        {startText(first, tags, t, segments)}
      </Text>
      {starts.length > 1 ? (
        <Badge variant="default" tt="none">
          {t("start.more", { count: starts.length - 1 })}
        </Badge>
      ) : null}
    </Group>
  );
}
