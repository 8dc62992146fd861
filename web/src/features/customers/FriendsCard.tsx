import { Button, Card, Group, Modal, Stack, Text, TextInput, Title, UnstyledButton } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { modals } from "@mantine/modals";
import { IconLink, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { CustomerFriendOut, CustomerOut } from "@/api/schema.gen";
import { useChannels } from "@/app/session";
import { CustomerFriends } from "@/components/customers";
import { FriendPhoto } from "@/components/FriendPhoto";
import { friendsNamedQuery } from "./queries";
import { useCustomerDeed } from "./useCustomerDeed";

/** The person's LINE accounts; staff link them and take them off. */
export function FriendsCard({ customer, mayEdit }: { customer: CustomerOut; mayEdit: boolean }) {
  const { t } = useTranslation("customers");
  const [isOpen, { open, close }] = useDisclosure(false);
  const unlink = useCustomerDeed({
    run: (friend: CustomerFriendOut) =>
      answer(
        api.DELETE("/api/v1/customers/{customer_id}/friends/{friend_id}", {
          params: { path: { customer_id: customer.id, friend_id: friend.id } },
        }),
      ),
    done: () => t("friends.unlinked"),
  });
  const ask = (friend: CustomerFriendOut) =>
    modals.openConfirmModal({
      title: t("friends.unlinkTitle"),
      children: (
        <Text size="sm">{t("friends.unlinkText", { name: friend.display_name || t("namelessFriend") })}</Text>
      ),
      labels: { confirm: t("friends.unlink"), cancel: t("common:action.cancel") },
      onConfirm: () => unlink.mutate(friend),
    });
  return (
    <Card withBorder>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {t("friends.title")}
        </Title>
        {mayEdit ? (
          <Button variant="default" size="xs" leftSection={<IconLink size={14} />} onClick={open}>
            {t("friends.link")}
          </Button>
        ) : null}
      </Group>
      {customer.friends.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("friends.none")}
        </Text>
      ) : (
        <CustomerFriends
          friends={customer.friends}
          action={
            mayEdit
              ? (friend) => (
                  <Button size="compact-xs" variant="subtle" color="gray" onClick={() => ask(friend)}>
                    {t("common:action.remove")}
                  </Button>
                )
              : undefined
          }
        />
      )}
      <Modal opened={isOpen} onClose={close} title={t("friends.linkTitle")}>
        {isOpen ? <Picker customer={customer} onClose={close} /> : null}
      </Modal>
    </Card>
  );
}

function Picker({ customer, onClose }: { customer: CustomerOut; onClose: () => void }) {
  const { t } = useTranslation("customers");
  const channels = useChannels();
  const [text, setText] = useState("");
  const [name] = useDebouncedValue(text.trim(), 200);
  const { data: found = [] } = useQuery(friendsNamedQuery(name));
  const link = useCustomerDeed({
    run: (friend_id: number) =>
      answer(
        api.POST("/api/v1/customers/{customer_id}/friends", {
          params: { path: { customer_id: customer.id } },
          body: { friend_id },
        }),
      ),
    done: () => t("friends.linked"),
    onDone: onClose,
  });
  const known = new Set(customer.friends.map((friend) => friend.id));
  const offered = found.filter((friend) => !known.has(friend.id));
  return (
    <Stack>
      <TextInput
        data-autofocus
        type="search"
        label={t("friends.search")}
        leftSection={<IconSearch size={16} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {name && offered.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("friends.notFound")}
        </Text>
      ) : null}
      {offered.map((friend) => (
        <UnstyledButton
          key={friend.id}
          mih={44}
          disabled={link.isPending}
          onClick={() => link.mutate(friend.id)}
        >
          <Group gap="sm" wrap="nowrap">
            <FriendPhoto name={friend.display_name} url={friend.picture_url} />
            <Stack gap={0} miw={0}>
              <Text size="sm" fw={500} truncate="end">
                <bdi>{friend.display_name || t("namelessFriend")}</bdi>
              </Text>
              <Text size="xs" c="dimmed">
                {channels.find((one) => one.id === friend.channel_id)?.name}
              </Text>
            </Stack>
          </Group>
        </UnstyledButton>
      ))}
    </Stack>
  );
}
