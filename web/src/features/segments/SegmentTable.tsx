import { Anchor, Card, Group, Stack, Table, Text, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SegmentOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { StatusBadge } from "@/components/StatusBadge";
import { friendsWith } from "@/lib/friendsWith";
import { SegmentMenu } from "./SegmentMenu";
import { Sparkline } from "./Sparkline";
import classes from "./segments.module.css";
import { WarningBadges } from "./Warnings";

export function SegmentTable({ rows }: { rows: SegmentOut[] }) {
  const isNarrow = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  return isNarrow ? <SegmentCards rows={rows} /> : <SegmentRows rows={rows} />;
}

function SegmentRows({ rows }: { rows: SegmentOut[] }) {
  const { t } = useTranslation("segments");
  return (
    <Card withBorder p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="sm" highlightOnHover layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("field.name")}</Table.Th>
            <Table.Th ta="right" w={104}>
              {t("field.size")}
            </Table.Th>
            <Table.Th w={172}>{t("trend.title")}</Table.Th>
            <Table.Th w={216}>{t("warning.title")}</Table.Th>
            <Table.Th w={132}>{t("uses.title")}</Table.Th>
            <Table.Th w={112}>{t("field.owner")}</Table.Th>
            <Table.Th w={60} aria-label={t("list.deeds")} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td>
                <NameLink row={row} />
              </Table.Td>
              <Table.Td ta="right">
                <Size row={row} />
              </Table.Td>
              <Table.Td>
                <Sparkline sizes={row.trend} />
              </Table.Td>
              <Table.Td>
                <Group gap={4}>
                  <WarningBadges warnings={row.warnings} />
                </Group>
              </Table.Td>
              <Table.Td>
                <UsesText row={row} />
              </Table.Td>
              <Table.Td>
                <Text size="sm" lineClamp={1}>
                  {row.owner?.name ?? "—"}
                </Text>
              </Table.Td>
              <Table.Td>
                <SegmentMenu segment={row} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function SegmentCards({ rows }: { rows: SegmentOut[] }) {
  return (
    <div className={classes.cards}>
      {rows.map((row) => (
        <Card withBorder key={row.id} p="sm">
          <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
            <NameLink row={row} />
            <SegmentMenu segment={row} />
          </Group>
          <Group justify="space-between">
            <Size row={row} />
            <Sparkline sizes={row.trend} />
          </Group>
          {row.warnings.length > 0 ? (
            <Group gap={4} mt="xs">
              <WarningBadges warnings={row.warnings} />
            </Group>
          ) : null}
        </Card>
      ))}
    </div>
  );
}

function NameLink({ row }: { row: SegmentOut }) {
  const { t, i18n } = useTranslation("segments");
  const channelId = useChannelId();
  return (
    <Stack gap={0} miw={0}>
      <Group gap={6}>
        <Anchor component={Link} to={`/c/${channelId}/segments/${row.id}`} fw={600} lineClamp={2}>
          {row.name}
        </Anchor>
        {row.is_frozen ? <StatusBadge look={{ colour: "gray" }}>{t("state.frozen")}</StatusBadge> : null}
      </Group>
      {row.purpose ? (
        <Text size="sm" lineClamp={1}>
          {row.purpose}
        </Text>
      ) : null}
      <Text size="xs" c="dimmed" lineClamp={2}>
        {i18n.language === "ja" ? row.sentence.ja : row.sentence.en}
      </Text>
    </Stack>
  );
}

/** How many are in, as the way to them. */
export function Size({ row, size = "sm" }: { row: SegmentOut; size?: string }) {
  const { t } = useTranslation("segments");
  const channelId = useChannelId();
  if (row.is_building && row.built_at === null)
    return <StatusBadge look={{ colour: "ai" }}>{t("state.building")}</StatusBadge>;
  return (
    <Anchor
      component={Link}
      to={friendsWith(channelId, { kind: "segment", segment_ids: [row.id] })}
      fw={600}
      size={size}
      className={classes.number}
    >
      {t("common:unit.people", { count: row.size })}
    </Anchor>
  );
}

function UsesText({ row }: { row: SegmentOut }) {
  const { t } = useTranslation("segments");
  if (row.uses.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("uses.none")}
      </Text>
    );
  const names = row.uses.map((use) => t("uses.one", { kind: t(`uses.kind.${use.kind}`), name: use.name }));
  return (
    <Tooltip label={names.join("\n")} multiline maw={320} withArrow>
      <Anchor
        component={Link}
        to={`/c/${row.channel_id}/segments/${row.id}`}
        size="sm"
        className={classes.number}
        aria-label={names.join(", ")}
      >
        {t("uses.places", { count: row.uses.length })}
      </Anchor>
    </Tooltip>
  );
}
