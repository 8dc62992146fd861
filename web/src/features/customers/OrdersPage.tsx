import { Button, Card, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconReceipt, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { OrderList } from "@/components/customers";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { CustomersTabs } from "./CustomersTabs";
import { ImportOrders } from "./ImportOrders";
import { type OrderSearch, ordersQuery } from "./queries";

/** 注文の一覧. */
export function OrdersPage() {
  const { t } = useTranslation("customers");
  const search = useSearch({ strict: false }) as OrderSearch;
  const navigate = useNavigate();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    ordersQuery(search),
  );
  const look = (change: OrderSearch) =>
    void navigate({ to: ".", search: { ...search, ...change } as never, replace: true });
  const type = useDebouncedCallback((text: string) => look({ number: text.trim() || undefined }), 250);
  const orders = data?.pages.flatMap((page) => page.items) ?? [];
  const isUntouched = !search.number && !search.status && !search.product;
  return (
    <Page>
      <PageHeader title={t("orders.title")} hint={t("orders.hint")}>
        <ImportOrders />
      </PageHeader>
      <CustomersTabs at="orders" />
      <ErrorNote error={error} />
      {data && orders.length === 0 && isUntouched ? (
        <EmptyState icon={IconReceipt} title={t("orders.emptyTitle")} text={t("orders.emptyText")}>
          <ImportOrders variant="filled" />
        </EmptyState>
      ) : (
        <Stack>
          <Group>
            <TextInput
              flex="1 1 220px"
              maw={360}
              type="search"
              aria-label={t("orders.search")}
              placeholder={t("orders.search")}
              leftSection={<IconSearch size={16} />}
              defaultValue={search.number ?? ""}
              onChange={(event) => type(event.currentTarget.value)}
            />
            <SegmentedControl
              aria-label={t("orders.state")}
              value={search.status ?? "all"}
              onChange={(value) =>
                look({ status: value === "all" ? undefined : (value as OrderSearch["status"]) })
              }
              data={[
                { value: "all", label: t("common:all") },
                ...["paid", "refunded", "cancelled"].map((value) => ({ value, label: t(`order.${value}`) })),
              ]}
            />
            {search.product ? (
              <Button variant="subtle" onClick={() => look({ product: undefined })}>
                {t("orders.anyProduct")}
              </Button>
            ) : null}
          </Group>
          {data && orders.length === 0 ? <Text c="dimmed">{t("orders.noneFound")}</Text> : null}
          {orders.length > 0 ? (
            <Card withBorder>
              <OrderList orders={orders} withCustomer />
            </Card>
          ) : null}
          {hasNextPage ? (
            <Group justify="center">
              <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t("common:action.more")}
              </Button>
            </Group>
          ) : null}
        </Stack>
      )}
    </Page>
  );
}
