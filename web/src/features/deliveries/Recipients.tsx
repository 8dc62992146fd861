import { Anchor, Button, Group, Paper, Select, Skeleton, Table, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DispatchDetailOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { StatusBadge } from "@/components/StatusBadge";
import { TimeText } from "@/components/TimeText";
import classes from "./deliveries.module.css";
import { recipientsQuery } from "./queries";
import { OUTCOMES } from "./search";
import { OUTCOME_LOOKS } from "./status";
import { useWhy } from "./why";

const route = getRouteApi("/c/$channelId/deliveries/$dispatchId");

/** What became of each friend, with the reason in words. */
export function Recipients({ dispatch }: { dispatch: DispatchDetailOut }) {
  const { t, i18n } = useTranslation("deliveries");
  const channelId = useChannelId();
  const search = route.useSearch();
  const go = route.useNavigate();
  const why = useWhy();
  const list = useInfiniteQuery(recipientsQuery(dispatch.id, search));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const reason = dispatch.reasons.find((one) => one.reason === search.reason);
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">
          {t("detail.friends")}
        </Title>
        <Select
          w={200}
          clearable
          placeholder={t("filter.outcome")}
          aria-label={t("filter.outcome")}
          value={search.outcome ?? null}
          data={OUTCOMES.map((one) => ({ value: one as string, label: t(`outcome.${one}`) }))}
          onChange={(chosen) =>
            void go({ search: { outcome: OUTCOMES.find((one) => one === chosen) }, replace: true })
          }
        />
      </Group>
      {reason ? (
        <Text size="sm" mb="xs" c="dimmed">
          {t("detail.onlyReason", { reason: i18n.language === "ja" ? reason.ja : reason.en })}
        </Text>
      ) : null}
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending ? <Skeleton h={160} /> : null}
      {list.isSuccess && rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t(dispatch.queued > 0 ? "detail.noneYet" : "detail.none")}
        </Text>
      ) : null}
      {rows.length > 0 ? (
        <div className={classes.scroll}>
          <Table verticalSpacing="xs" miw={480}>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.friend_id}>
                  <Table.Td>
                    <Anchor component={Link} to={`/c/${channelId}/friends/${row.friend_id}`} size="sm">
                      <bdi>{row.friend_name || t("nameless")}</bdi>
                    </Anchor>
                  </Table.Td>
                  <Table.Td>
                    <StatusBadge look={OUTCOME_LOOKS[row.state]}>{t(`outcome.${row.state}`)}</StatusBadge>
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">{why(row)}</Text>
                  </Table.Td>
                  <Table.Td className={classes.nowrap}>
                    <TimeText at={row.decided_at} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      ) : null}
      {list.hasNextPage ? (
        <Group justify="center" mt="sm">
          <Button
            variant="subtle"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("common:action.more")}
          </Button>
        </Group>
      ) : null}
    </Paper>
  );
}
