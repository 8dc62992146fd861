import { Anchor, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconRefresh, IconUsersGroup } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { useCan, useChannelId } from "@/app/session";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote, messageOf } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { CustomersTabs } from "./CustomersTabs";
import { MatchCard } from "./MatchCard";
import { matchesQuery } from "./queries";

export interface MatchSearch {
  state?: "dismissed" | "accepted";
  customer?: number;
}

/** 同じ人かもしれない候補: side by side, with what speaks for it. */
export function MatchesPage() {
  const { t } = useTranslation("customers");
  const channelId = useChannelId();
  const mayEdit = useCan()("customers.edit");
  const { state, customer } = useSearch({ strict: false }) as MatchSearch;
  const navigate = useNavigate();
  const client = useQueryClient();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    matchesQuery(state ?? "open", customer),
  );
  const find = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/customer-suggestions/find")),
    onSuccess: async ({ found }) => {
      notifications.show({ message: t("matches.found", { count: found }) });
      await client.invalidateQueries({ queryKey: ["customers"] });
    },
    onError: (problem) =>
      notifications.show({ color: "red", message: messageOf(problem) ?? t("common:error.unexpected") }),
  });
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const again = (
    <Button
      variant="default"
      leftSection={<IconRefresh size={16} />}
      loading={find.isPending}
      onClick={() => find.mutate()}
    >
      {t("matches.find")}
    </Button>
  );
  return (
    <Page>
      <PageHeader title={t("matches.title")} hint={t("matches.hint")}>
        {mayEdit ? again : null}
      </PageHeader>
      <CustomersTabs at="matches" />
      <Stack>
        <ErrorNote error={error} />
        <Group>
          <SegmentedControl
            aria-label={t("list.shown")}
            value={state ?? "open"}
            onChange={(value) =>
              void navigate({
                to: ".",
                search: { customer, state: value === "open" ? undefined : value } as never,
                replace: true,
              })
            }
            data={["open", "dismissed", "accepted"].map((value) => ({
              value,
              label: t(`matches.${value}`),
            }))}
          />
          {customer ? (
            <Anchor component={Link} to={`/c/${channelId}/customers/matches`} size="sm">
              {t("matches.everybody")}
            </Anchor>
          ) : null}
        </Group>
        {data && rows.length === 0 ? (
          state ? (
            <Text c="dimmed">{t("matches.none")}</Text>
          ) : (
            <EmptyState icon={IconUsersGroup} title={t("matches.emptyTitle")} text={t("matches.emptyText")} />
          )
        ) : null}
        {rows.map((row) => (
          <MatchCard key={row.id} match={row} mayEdit={mayEdit} />
        ))}
        {hasNextPage ? (
          <Group justify="center">
            <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t("common:action.more")}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Page>
  );
}
