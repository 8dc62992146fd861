import { Anchor, Button, Group, Paper, Skeleton, Table, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ListedDispatchOut } from "@/api/schema.gen";
import { useChannel, useChannelId } from "@/app/session";
import { filled } from "@/components/composer/placeholders";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { StatusBadge } from "@/components/StatusBadge";
import { useSourceNames } from "@/components/sourceNames";
import { TimeText } from "@/components/TimeText";
import classes from "./deliveries.module.css";
import { dispatchesQuery } from "./queries";
import type { DeliverySearch } from "./search";
import { DISPATCH_LOOKS, stateName } from "./status";

export function DispatchList({ search, isNarrowed }: { search: DeliverySearch; isNarrowed: boolean }) {
  const { t } = useTranslation("deliveries");
  const channelId = useChannelId();
  const list = useInfiniteQuery(dispatchesQuery(channelId, search));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <Skeleton h={320} />;
  if (list.error) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={IconSend}
        title={t(isNarrowed ? "noMatch.title" : "empty.title")}
        text={t(isNarrowed ? "noMatch.text" : "empty.text")}
      >
        {isNarrowed ? null : (
          <Button component={Link} to={`/c/${channelId}/scenarios`}>
            {t("empty.do")}
          </Button>
        )}
      </EmptyState>
    );
  }
  return (
    <>
      <Paper withBorder className={classes.scroll}>
        <Table verticalSpacing="xs" highlightOnHover miw={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes.nowrap}>{t("column.content")}</Table.Th>
              <Table.Th className={classes.nowrap}>{t("column.state")}</Table.Th>
              <Table.Th className={classes.nowrap}>{t("column.due")}</Table.Th>
              <Table.Th ta="right" className={classes.nowrap}>
                {t("column.planned")}
              </Table.Th>
              <Table.Th ta="right" className={classes.nowrap}>
                {t("column.sent")}
              </Table.Th>
              <Table.Th ta="right" className={classes.nowrap}>
                {t("column.rest")}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      {list.hasNextPage ? (
        <Group justify="center">
          <Button
            variant="subtle"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("common:action.more")}
          </Button>
        </Group>
      ) : null}
    </>
  );
}

function Row({ row }: { row: ListedDispatchOut }) {
  const { t } = useTranslation("deliveries");
  const to = `/c/${useChannelId()}/deliveries/${row.id}`;
  const source = useSourceNames()(row.source);
  const values = { name: t("someone"), "channel.name": useChannel().name };
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={to} fw={600} size="sm" lineClamp={1}>
          {String(filled(row.outline?.text ?? "", values)) || t(`block.${row.outline?.kind || "other"}`)}
        </Anchor>
        <Text size="xs" c="dimmed">
          {t(`kind.${row.kind}`)}
          {source ? ` · ${source.label}` : row.created_by ? ` · ${row.created_by}` : ""}
        </Text>
      </Table.Td>
      <Table.Td className={classes.nowrap}>
        <StatusBadge look={DISPATCH_LOOKS[row.state]}>
          {t(`state.${stateName(row.state, row.due_at, new Date())}`)}
        </StatusBadge>
      </Table.Td>
      <Table.Td className={classes.nowrap}>
        <TimeText at={row.due_at} />
      </Table.Td>
      <Numeral id={row.id} number={row.planned} />
      <Numeral id={row.id} number={row.sent} outcome="sent" />
      <Table.Td ta="right" className={classes.nowrap}>
        <Rest row={row} />
      </Table.Td>
    </Table.Tr>
  );
}

function Numeral({ id, number, outcome }: { id: number; number: number; outcome?: string }) {
  const { i18n } = useTranslation();
  const to = `/c/${useChannelId()}/deliveries/${id}${outcome ? `?outcome=${outcome}` : ""}`;
  return (
    <Table.Td ta="right">
      <Anchor component={Link} to={to} size="sm">
        {number.toLocaleString(i18n.language)}
      </Anchor>
    </Table.Td>
  );
}

const OTHERS = ["queued", "held", "skipped", "failed", "unknown"] as const;

/** What was not sent, each with its word; nothing where all is well. */
function Rest({ row }: { row: ListedDispatchOut }) {
  const { t } = useTranslation("deliveries");
  const channelId = useChannelId();
  const rest = OTHERS.filter((name) => row[name] > 0);
  if (rest.length === 0) return <Text size="sm">—</Text>;
  return (
    <Group gap="xs" justify="flex-end">
      {rest.map((name) => (
        <Anchor
          key={name}
          component={Link}
          to={`/c/${channelId}/deliveries/${row.id}${name === "queued" ? "" : `?outcome=${name}`}`}
          size="sm"
          c={name === "failed" ? "red" : undefined}
        >
          {t(`count.${name}`, { count: row[name] })}
        </Anchor>
      ))}
    </Group>
  );
}
