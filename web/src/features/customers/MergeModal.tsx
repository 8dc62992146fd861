import { Alert, Button, Group, Modal, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { CustomerOut, ListedCustomerOut } from "@/api/schema.gen";
import { useSystemName, useYen } from "@/components/customers";
import { ErrorNote } from "@/components/ErrorNote";
import classes from "./customers.module.css";
import { customersNamedQuery, mergePreviewQuery } from "./queries";
import { useCustomerDeed } from "./useCustomerDeed";

/** Choose another customer, see what comes of it, merge. */
export function MergeModal({ customer, onClose }: { customer: CustomerOut; onClose: () => void }) {
  const { t } = useTranslation("customers");
  const [other, setOther] = useState<ListedCustomerOut | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("merge.title", { name: customer.name || t("nameless") })}
      size="lg"
    >
      {other ? (
        <Preview customer={customer} other={other} onBack={() => setOther(null)} onClose={onClose} />
      ) : (
        <Chooser customer={customer} onChoose={setOther} />
      )}
    </Modal>
  );
}

interface ChooserProps {
  customer: CustomerOut;
  onChoose: (other: ListedCustomerOut) => void;
}

function Chooser({ customer, onChoose }: ChooserProps) {
  const { t } = useTranslation("customers");
  const systemName = useSystemName();
  const yen = useYen();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 200);
  const { data } = useQuery(customersNamedQuery(q));
  const offered = (data ?? []).filter((one) => one.id !== customer.id);
  return (
    <Stack>
      <Text size="sm">{t("merge.hint")}</Text>
      <TextInput
        data-autofocus
        type="search"
        label={t("merge.search")}
        description={t("list.search")}
        leftSection={<IconSearch size={16} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {data && offered.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("list.none")}
        </Text>
      ) : null}
      {offered.map((one) => (
        <UnstyledButton key={one.id} mih={44} onClick={() => onChoose(one)}>
          <Group justify="space-between" wrap="nowrap">
            <Stack gap={0} miw={0}>
              <Text size="sm" fw={600} className={classes.wrapping}>
                {one.name || t("nameless")}
              </Text>
              <Text size="xs" c="dimmed" truncate="end">
                {[
                  ...one.friends.map((friend) => friend.display_name),
                  ...one.external_ids.map((id) => `${systemName(id.system)} ${id.value}`),
                ].join(" ・ ") || t("list.noFriend")}
              </Text>
            </Stack>
            <Text size="sm" className={classes.number}>
              {yen(one.order_sum)}
            </Text>
          </Group>
        </UnstyledButton>
      ))}
    </Stack>
  );
}

interface PreviewProps {
  customer: CustomerOut;
  other: ListedCustomerOut;
  onBack: () => void;
  onClose: () => void;
}

function Preview({ customer, other, onBack, onClose }: PreviewProps) {
  const { t } = useTranslation("customers");
  const yen = useYen();
  const { data: after, error } = useQuery(mergePreviewQuery(customer.id, other.id));
  const merge = useCustomerDeed({
    run: () =>
      answer(
        api.POST("/api/v1/customers/{customer_id}/merge", {
          params: { path: { customer_id: customer.id } },
          body: { other_id: other.id },
        }),
      ),
    done: (merged) => t("merge.done", { name: merged.name || t("nameless") }),
    onDone: onClose,
    isQuiet: true,
  });
  const orders = customer.order_count + other.order_count;
  const rows = [
    [t("attribute.name"), after?.name || "—"],
    [t("attribute.kana"), after?.kana || "—"],
    [t("attribute.birthday"), after?.birthday || "—"],
    [t("friends.title"), t("common:unit.people", { count: customer.friends.length + other.friends.length })],
    [
      t("orders.title"),
      `${t("orderCount", { count: orders })} ・ ${yen(customer.order_sum + other.order_sum)}`,
    ],
  ];
  return (
    <Stack>
      <ErrorNote error={error ?? merge.error} />
      <Text size="sm">
        {t("merge.what", { kept: customer.name || t("nameless"), other: other.name || t("nameless") })}
      </Text>
      <dl className={classes.facts}>
        {rows.map(([label, value]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <Alert color="ai" variant="light">
        {t("merge.safe")}
      </Alert>
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          {t("common:action.back")}
        </Button>
        <Button disabled={!after} loading={merge.isPending} onClick={() => merge.mutate()}>
          {t("merge.confirm")}
        </Button>
      </Group>
    </Stack>
  );
}
