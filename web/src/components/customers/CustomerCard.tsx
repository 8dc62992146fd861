import { Anchor, Badge, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { TimeText } from "@/components/TimeText";
import { CustomerFriends } from "./CustomerFriends";
import classes from "./customers.module.css";
import { useYen } from "./money";
import { customerOfFriendQuery } from "./queries";
import { useSystemName } from "./useSystemName";

/** Who the friend is as a customer: their other accounts, their numbers elsewhere, what they have bought. */
export function CustomerCard({ friendId }: { friendId: number }) {
  const { t } = useTranslation("customers");
  const systemName = useSystemName();
  const channelId = useChannelId();
  const can = useCan();
  const yen = useYen();
  const { data: customer } = useQuery(customerOfFriendQuery(friendId));
  if (customer === undefined) return null;
  const others = customer?.friends.filter((friend) => friend.id !== friendId) ?? [];
  return (
    <Stack gap="xs" component="section" aria-label={t("card.title")}>
      <Title order={2} size="h3">
        {t("card.title")}
      </Title>
      {customer === null ? (
        <Text size="sm" c="dimmed">
          {t("card.none")}
        </Text>
      ) : (
        <>
          {can("customers.view") ? (
            <Anchor component={Link} to={`/c/${channelId}/customers/${customer.id}`} fw={600}>
              {customer.name || t("nameless")}
            </Anchor>
          ) : (
            <Text fw={600}>{customer.name || t("nameless")}</Text>
          )}
          {customer.external_ids.length > 0 ? (
            <Group gap={6}>
              {customer.external_ids.map((one) => (
                <Badge key={one.id} variant="default" tt="none" radius="sm">
                  {systemName(one.system)} {one.value}
                </Badge>
              ))}
            </Group>
          ) : null}
          <dl className={classes.figures}>
            <div>
              <dt>{t("figure.orders")}</dt>
              <dd>{t("orderCount", { count: customer.order_count })}</dd>
            </div>
            <div>
              <dt>{t("figure.sum")}</dt>
              <dd>{yen(customer.order_sum)}</dd>
            </div>
            <div>
              <dt>{t("figure.last")}</dt>
              <dd>
                <TimeText at={customer.last_order_at} />
              </dd>
            </div>
          </dl>
          {others.length > 0 ? (
            <Stack gap={6}>
              <Text size="xs" c="dimmed">
                {t("card.others")}
              </Text>
              <CustomerFriends friends={others} />
            </Stack>
          ) : null}
        </>
      )}
    </Stack>
  );
}
