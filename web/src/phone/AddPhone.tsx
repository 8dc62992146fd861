import {
  Avatar,
  Button,
  Group,
  Modal,
  ScrollArea,
  Select,
  Stack,
  Tabs,
  Text,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconSearch } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./addPhone.module.css";
import { act } from "./control";
import { askedInAddress } from "./openPhones";
import { useAccounts, usePeople } from "./queries";

interface Props {
  opened: boolean;
  onClose: () => void;
  onAdded: (userId: string, channelId: string | null) => void;
}

/** Puts one more phone on the desk: somebody new who adds the account, or somebody who is there already. */
export function AddPhone({ opened, onClose, onAdded }: Props) {
  const { t } = useTranslation("phone");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("add.title")}
      closeButtonProps={{ "aria-label": t("common:action.close") }}
    >
      <Tabs defaultValue="new">
        <Tabs.List mb="md" grow>
          <Tabs.Tab value="new">{t("add.new")}</Tabs.Tab>
          <Tabs.Tab value="known">{t("add.known")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="new">
          <NewFriend onAdded={onAdded} />
        </Tabs.Panel>
        <Tabs.Panel value="known">
          <KnownPeople onAdded={onAdded} />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}

function NewFriend({ onAdded }: Pick<Props, "onAdded">) {
  const { t } = useTranslation("phone");
  const accounts = useAccounts().data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const asked = accounts.find((one) => one.channel_id === askedInAddress(location.search).channelId);
  const names = t("add.sampleNames").split(",");
  const [name, setName] = useState(() => names[Math.floor(Math.random() * names.length)] ?? "");
  const channelId = chosen ?? asked?.channel_id ?? accounts[0]?.channel_id;
  const follow = useMutation({
    mutationFn: (to: string) => act(to, { type: "follow", display_name: name.trim() }),
    onSuccess: (answer, to) => answer.user_id && onAdded(answer.user_id, to),
    onError: () => notifications.show({ color: "red", message: t("refused") }),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (channelId && name.trim()) follow.mutate(channelId);
  }

  if (accounts.length === 0) return <Text c="dimmed">{t("add.noAccount")}</Text>;
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t("add.name")}
          description={t("add.nameText")}
          value={name}
          maxLength={20}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {accounts.length > 1 ? (
          <Select
            label={t("add.account")}
            data={accounts.map((one) => ({ value: one.channel_id, label: one.display_name }))}
            value={channelId}
            onChange={setChosen}
            allowDeselect={false}
          />
        ) : null}
        <Button type="submit" loading={follow.isPending} disabled={!name.trim()}>
          {t("add.follow", { account: accounts.find((one) => one.channel_id === channelId)?.display_name })}
        </Button>
      </Stack>
    </form>
  );
}

function KnownPeople({ onAdded }: Pick<Props, "onAdded">) {
  const { t } = useTranslation("phone");
  const accounts = useAccounts().data ?? [];
  const [q, setQ] = useState("");
  const people = usePeople(q).data ?? [];
  // With one account there is nothing to choose at the home.
  const only = accounts.length === 1 ? (accounts[0]?.channel_id ?? null) : null;
  return (
    <Stack>
      <TextInput
        label={t("add.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
      />
      <ScrollArea.Autosize mah={320} type="auto">
        {people.map((person) => (
          <UnstyledButton
            key={person.user_id}
            className={classes.person}
            onClick={() => onAdded(person.user_id, only)}
          >
            <Group gap="sm" wrap="nowrap">
              <Avatar src={person.picture_url} name={person.display_name} size={32} color="initials" alt="" />
              <Text dir="auto" truncate>
                {person.display_name}
              </Text>
            </Group>
          </UnstyledButton>
        ))}
        {people.length === 0 ? <Text c="dimmed">{t("add.nobody")}</Text> : null}
      </ScrollArea.Autosize>
    </Stack>
  );
}
