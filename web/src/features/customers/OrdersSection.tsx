import { Button, Card, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CustomerOut } from "@/api/schema.gen";
import { OrderList, useYen } from "@/components/customers";
import figures from "@/components/customers/customers.module.css";
import { ErrorNote } from "@/components/ErrorNote";
import { DateText } from "@/components/TimeText";
import { ordersQuery } from "./queries";

/** What the customer bought: the figures, and order by order. */
export function OrdersSection({ customer }: { customer: CustomerOut }) {
  const { t } = useTranslation("customers");
  const yen = useYen();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    ordersQuery({}, customer.id),
  );
  const orders = data?.pages.flatMap((page) => page.items) ?? [];
  const mean = customer.order_count > 0 ? Math.round(customer.order_sum / customer.order_count) : 0;
  const shown = [
    ["orders", t("orderCount", { count: customer.order_count })],
    ["sum", yen(customer.order_sum)],
    ["mean", customer.order_count > 0 ? yen(mean) : "—"],
    ["first", <DateText key="first" at={customer.first_order_at} />],
    ["last", <DateText key="last" at={customer.last_order_at} />],
  ] as const;
  return (
    <Card withBorder>
      <Title order={2} size="h3" mb="xs">
        {t("orders.title")}
      </Title>
      <Stack>
        <dl className={figures.figures}>
          {shown.map(([name, value]) => (
            <div key={name}>
              <dt>{t(`figure.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <ErrorNote error={error} />
        {data && orders.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("orders.none")}
          </Text>
        ) : (
          <OrderList orders={orders} />
        )}
        {hasNextPage ? (
          <Button
            size="xs"
            variant="default"
            loading={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            {t("common:action.more")}
          </Button>
        ) : null}
      </Stack>
    </Card>
  );
}
