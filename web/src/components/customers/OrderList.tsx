import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OrderOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { StatusBadge } from "@/components/StatusBadge";
import { TimeText } from "@/components/TimeText";
import classes from "./customers.module.css";
import { useYen } from "./money";
import { ORDER_LOOKS } from "./orderStatus";
import { useSystemName } from "./useSystemName";

interface Props {
  orders: OrderOut[];
  /** Whose orders they are, where they are not one person's. */
  withCustomer?: boolean;
}

/** Orders, one below the other: what was bought, when, and for how much. */
export function OrderList({ orders, withCustomer = false }: Props) {
  const { t } = useTranslation("customers");
  const systemName = useSystemName();
  const channelId = useChannelId();
  const yen = useYen();
  return (
    <ul className={classes.orders}>
      {orders.map((order) => (
        <li key={order.id} className={classes.order}>
          <Stack gap={2} miw={0}>
            <Group gap={6}>
              <Text size="sm" fw={600} className={classes.wrapping}>
                {itemsOf(order) || t("order.noItems")}
              </Text>
              {order.status === "paid" ? null : (
                <StatusBadge look={ORDER_LOOKS[order.status]}>{t(`order.${order.status}`)}</StatusBadge>
              )}
            </Group>
            <Text size="xs" c="dimmed" className={classes.wrapping}>
              <TimeText at={order.ordered_at} /> ・ {systemName(order.source)} {order.external_id}
            </Text>
            {withCustomer ? (
              <Anchor component={Link} to={`/c/${channelId}/customers/${order.customer_id}`} size="sm">
                {order.customer_name || t("nameless")}
              </Anchor>
            ) : null}
          </Stack>
          <Text
            size="sm"
            fw={600}
            className={classes.amount}
            data-void={order.status !== "paid" || undefined}
          >
            {yen(order.total)}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function itemsOf(order: OrderOut): string {
  return order.lines
    .map((line) => (line.quantity > 1 ? `${line.name} ×${line.quantity}` : line.name))
    .join("、");
}
