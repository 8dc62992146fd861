import { Anchor, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { OrderList } from "./OrderList";
import { ordersOfFriendQuery } from "./queries";

/** So many orders are shown beside a friend. */
const FEW = 5;

/** What the person behind a friend bought last, on whichever account. */
export function OrdersCard({ friendId }: { friendId: number }) {
  const { t } = useTranslation("customers");
  const channelId = useChannelId();
  const can = useCan();
  const { data: orders } = useQuery(ordersOfFriendQuery(friendId));
  if (!orders) return null;
  const customerId = orders[0]?.customer_id;
  return (
    <Stack gap="xs" component="section" aria-label={t("orders.latest")}>
      <Title order={2} size="h3">
        {t("orders.latest")}
      </Title>
      {orders.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("orders.noneOfFriend")}
        </Text>
      ) : (
        <OrderList orders={orders.slice(0, FEW)} />
      )}
      {orders.length > FEW && can("customers.view") ? (
        <Anchor component={Link} to={`/c/${channelId}/customers/${customerId}`} size="sm">
          {t("orders.all")}
        </Anchor>
      ) : null}
    </Stack>
  );
}
