import { Anchor, Badge, Group, Stack, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ListedCustomerOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { useSystemName, useYen } from "@/components/customers";
import { FriendPhoto } from "@/components/FriendPhoto";
import { TimeText } from "@/components/TimeText";
import classes from "./customers.module.css";

/** Customers with what matters of each: accounts, numbers elsewhere, purchases. */
export function CustomerTable({ rows }: { rows: ListedCustomerOut[] }) {
  const { t } = useTranslation("customers");
  return (
    <Table verticalSpacing="sm" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("column.name")}</Table.Th>
          <Table.Th visibleFrom="md">{t("column.friends")}</Table.Th>
          <Table.Th visibleFrom="md">{t("column.ids")}</Table.Th>
          <Table.Th className={classes.number} visibleFrom="sm">
            {t("figure.orders")}
          </Table.Th>
          <Table.Th className={classes.number}>{t("figure.sum")}</Table.Th>
          <Table.Th visibleFrom="sm">{t("figure.last")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ row }: { row: ListedCustomerOut }) {
  const { t } = useTranslation("customers");
  const systemName = useSystemName();
  const channelId = useChannelId();
  const yen = useYen();
  return (
    <Table.Tr>
      <Table.Td>
        <Stack gap={0}>
          <Anchor
            component={Link}
            to={`/c/${channelId}/customers/${row.id}`}
            fw={600}
            className={classes.wrapping}
          >
            {row.name || t("nameless")}
          </Anchor>
          {row.name === "" && row.hint !== "" ? (
            <Text size="xs" c="dimmed">
              {row.hint}
            </Text>
          ) : null}
          {row.kana ? (
            <Text size="xs" c="dimmed">
              {row.kana}
            </Text>
          ) : null}
          {row.order_count > 0 ? (
            <Text size="xs" c="dimmed" hiddenFrom="sm">
              {t("orderCount", { count: row.order_count })} ・ {t("figure.last")}{" "}
              <TimeText at={row.last_order_at} />
            </Text>
          ) : null}
          {row.merged_into_id ? (
            <Text size="xs" c="dimmed">
              {t("list.merged")}
            </Text>
          ) : null}
        </Stack>
      </Table.Td>
      <Table.Td visibleFrom="md">
        {row.friends.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("list.noFriend")}
          </Text>
        ) : (
          <Group gap={6} wrap="nowrap">
            {row.friends.slice(0, 3).map((friend) => (
              <FriendPhoto key={friend.id} name={friend.display_name} url={friend.picture_url} size={24} />
            ))}
            <Text size="sm" truncate="end" maw={180}>
              <bdi>{row.friends[0]?.display_name}</bdi>
              {row.friends.length > 1 ? ` ${t("list.andMore", { count: row.friends.length - 1 })}` : null}
            </Text>
          </Group>
        )}
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Group gap={4}>
          {row.external_ids.slice(0, 2).map((one) => (
            <Badge key={one.id} variant="default" tt="none" radius="sm">
              {systemName(one.system)} {one.value}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td className={classes.number} visibleFrom="sm">
        {row.order_count > 0 ? (
          <Anchor component={Link} to={`/c/${channelId}/customers/${row.id}`} size="sm">
            {t("orderCount", { count: row.order_count })}
          </Anchor>
        ) : (
          t("orderCount", { count: row.order_count })
        )}
      </Table.Td>
      <Table.Td className={classes.number}>{yen(row.order_sum)}</Table.Td>
      <Table.Td visibleFrom="sm">
        <TimeText at={row.last_order_at} />
      </Table.Td>
    </Table.Tr>
  );
}
