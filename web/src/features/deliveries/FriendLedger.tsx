import { Anchor, Button, Group, Paper, Skeleton, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { StatusBadge } from "@/components/StatusBadge";
import { useSourceNames } from "@/components/sourceNames";
import { TimeText } from "@/components/TimeText";
import classes from "./deliveries.module.css";
import { ofFriendQuery } from "./queries";
import { OUTCOME_LOOKS } from "./status";
import { useWhy } from "./why";

/** What one friend got, or why not. */
export function FriendLedger({ friendId }: { friendId: number }) {
  const { t } = useTranslation("deliveries");
  const channelId = useChannelId();
  const nameOf = useSourceNames();
  const why = useWhy();
  const list = useInfiniteQuery(ofFriendQuery(friendId));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <Skeleton h={240} />;
  if (list.error) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  if (rows.length === 0) return <Text c="dimmed">{t("friend.none")}</Text>;
  return (
    <>
      <Paper withBorder className={classes.scroll}>
        <Table verticalSpacing="xs" miw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("column.due")}</Table.Th>
              <Table.Th>{t("column.from")}</Table.Th>
              <Table.Th>{t("column.outcome")}</Table.Th>
              <Table.Th>{t("column.why")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.dispatch_id}>
                <Table.Td className={classes.nowrap}>
                  <TimeText at={row.due_at} />
                </Table.Td>
                <Table.Td>
                  <Anchor component={Link} to={`/c/${channelId}/deliveries/${row.dispatch_id}`} size="sm">
                    {nameOf(row.source)?.label ?? t(`kind.${row.kind}`)}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <StatusBadge look={OUTCOME_LOOKS[row.state]}>{t(`outcome.${row.state}`)}</StatusBadge>
                </Table.Td>
                <Table.Td>{why(row)}</Table.Td>
              </Table.Tr>
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
