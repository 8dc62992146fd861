import { Anchor, Badge, Card, Collapse, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CustomerOut, CustomerValueOut } from "@/api/schema.gen";
import { useSourceText } from "@/components/customers";
import { TimeText } from "@/components/TimeText";
import classes from "./customers.module.css";

/** The fields over all accounts of the person: which value holds, and what each account says. */
export function ValuesCard({ customer }: { customer: CustomerOut }) {
  const { t } = useTranslation("customers");
  if (customer.values.length === 0) return null;
  return (
    <Card withBorder>
      <Title order={2} size="h3" mb="xs">
        {t("values.title")}
      </Title>
      <Stack gap="sm">
        {customer.values.map((value) => (
          <Value key={value.field_id} value={value} customer={customer} />
        ))}
      </Stack>
    </Card>
  );
}

function Value({ value, customer }: { value: CustomerValueOut; customer: CustomerOut }) {
  const { t } = useTranslation("customers");
  const sourceText = useSourceText();
  const [isOpen, setOpen] = useState(false);
  const nameOf = (friendId: number) =>
    customer.friends.find((friend) => friend.id === friendId)?.display_name || t("namelessFriend");
  return (
    <div>
      <Group justify="space-between" gap="xs" align="flex-start" wrap="nowrap">
        <Text size="sm" c="dimmed">
          {value.name}
        </Text>
        <Stack gap={2} align="flex-end" miw={0}>
          <Text size="sm" ta="right" className={classes.wrapping}>
            {value.holds.text}
          </Text>
          <Text size="xs" c="dimmed" ta="right">
            {sourceText(value.holds.source)} ・ <TimeText at={value.holds.at} />
          </Text>
        </Stack>
      </Group>
      {value.is_disputed ? (
        <>
          <Group gap="xs">
            <Badge color="yellow" variant="light" tt="none" radius="sm">
              {t("values.disputed", { rule: t(`rule.${value.rule}`) })}
            </Badge>
            <Anchor component="button" type="button" size="xs" onClick={() => setOpen(!isOpen)}>
              {t(isOpen ? "values.hide" : "values.show")}
            </Anchor>
          </Group>
          <Collapse expanded={isOpen}>
            <Stack gap={4} mt={4}>
              {value.told.map((telling) => (
                <Text key={telling.friend_id} size="xs" className={classes.wrapping}>
                  <bdi>{nameOf(telling.friend_id)}</bdi>: {telling.text} （{sourceText(telling.source)} ・{" "}
                  <TimeText at={telling.at} />）
                </Text>
              ))}
            </Stack>
          </Collapse>
        </>
      ) : null}
    </div>
  );
}
