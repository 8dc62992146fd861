import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { CustomerOut, SplitIn } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { useSystemName, useYen } from "@/components/customers";
import { ErrorNote } from "@/components/ErrorNote";
import { ordersQuery } from "./queries";
import { useCustomerDeed } from "./useCustomerDeed";

type Part = "friend_ids" | "external_id_ids" | "key_ids" | "order_ids";
type Chosen = Record<Part, number[]>;

const NOTHING: Chosen = { friend_ids: [], external_id_ids: [], key_ids: [], order_ids: [] };

/** Choose what belongs to somebody else; it becomes a customer of its own. */
export function SplitModal({ customer, onClose }: { customer: CustomerOut; onClose: () => void }) {
  const { t } = useTranslation("customers");
  const systemName = useSystemName();
  const channelId = useChannelId();
  const navigate = useNavigate();
  const yen = useYen();
  const [chosen, setChosen] = useState(NOTHING);
  const [name, setName] = useState("");
  const { data } = useInfiniteQuery(ordersQuery({}, customer.id));
  const orders = data?.pages.flatMap((page) => page.items) ?? [];
  const split = useCustomerDeed({
    run: (body: SplitIn) =>
      answer(
        api.POST("/api/v1/customers/{customer_id}/split", {
          params: { path: { customer_id: customer.id } },
          body,
        }),
      ),
    done: () => t("split.done"),
    onDone: (made) => {
      onClose();
      void navigate({ to: `/c/${channelId}/customers/${made.id}` });
    },
    isQuiet: true,
  });
  const number = Object.values(chosen).flat().length;
  const choose = (part: Part) => (ids: string[]) => setChosen({ ...chosen, [part]: ids.map(Number) });
  const groups: [Part, string, { id: number; label: string }[]][] = [
    [
      "friend_ids",
      t("friends.title"),
      customer.friends.map((one) => ({ id: one.id, label: one.display_name || t("namelessFriend") })),
    ],
    [
      "external_id_ids",
      t("ids.external"),
      customer.external_ids.map((one) => ({ id: one.id, label: `${systemName(one.system)} ${one.value}` })),
    ],
    [
      "key_ids",
      t("split.keys"),
      customer.keys
        .filter((one) => one.kind !== "name_birthday")
        .map((one) => ({ id: one.id, label: one.hint })),
    ],
    [
      "order_ids",
      t("orders.title"),
      orders.map((one) => ({ id: one.id, label: `${one.source} ${one.external_id} ・ ${yen(one.total)}` })),
    ],
  ];
  return (
    <Modal opened onClose={onClose} title={t("split.title")} size="lg">
      <Stack>
        <ErrorNote error={split.error} />
        <Text size="sm">{t("split.hint")}</Text>
        {groups
          .filter(([, , options]) => options.length > 0)
          .map(([part, label, options]) => (
            <Checkbox.Group key={part} label={label} value={chosen[part].map(String)} onChange={choose(part)}>
              <Stack gap={6} mt={6}>
                {options.map((one) => (
                  <Checkbox key={one.id} value={String(one.id)} label={one.label} />
                ))}
              </Stack>
            </Checkbox.Group>
          ))}
        <TextInput
          label={t("split.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Text size="xs" c="dimmed">
          {t("split.safe")}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button
            disabled={number === 0}
            loading={split.isPending}
            onClick={() => split.mutate({ ...chosen, name: name.trim() })}
          >
            {t("split.confirm", { count: number })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
