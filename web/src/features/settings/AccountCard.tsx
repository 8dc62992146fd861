import { Avatar, Badge, Button, Group, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChannelOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { TimeText } from "@/components/TimeText";
import { useChangeChannel } from "./queries";
import { Section } from "./Section";

/** What the account is called here, whether it is used, and what LINE tells of it. */
export function AccountCard({ channel, mayEdit }: { channel: ChannelOut; mayEdit: boolean }) {
  const { t } = useTranslation("settings");
  const change = useChangeChannel(channel.id);
  const [name, setName] = useState(channel.name);
  const [isActive, setActive] = useState(channel.is_active);
  const isChanged = name.trim() !== channel.name || isActive !== channel.is_active;
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { name, is_active: isActive },
      { onSuccess: () => notifications.show({ message: t("common:action.saved") }) },
    );
  };
  return (
    <Section title={t("account.title")}>
      <Group gap="sm" wrap="nowrap">
        <Avatar src={channel.picture_url || null} name={channel.name} size={48} radius="xl" alt="" />
        <div>
          <Group gap="xs">
            <Text fw={600}>{channel.name}</Text>
            {channel.is_practice ? (
              <Badge variant="light" tt="none">
                {t("account.practice")}
              </Badge>
            ) : null}
          </Group>
          <Text size="sm" c="dimmed">
            {channel.basic_id || t("account.noBasicId")}
          </Text>
        </div>
      </Group>
      <form onSubmit={save}>
        <Stack gap="sm">
          <TextInput
            label={t("account.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            disabled={!mayEdit}
            required
            withAsterisk={false}
            maxLength={100}
          />
          <Switch
            label={t("account.active")}
            description={t("account.activeHint")}
            checked={isActive}
            onChange={(event) => setActive(event.currentTarget.checked)}
            disabled={!mayEdit}
          />
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            <Fact label={t("account.id")}>{channel.line_channel_id}</Fact>
            <Fact label={t("account.zone")}>{channel.timezone}</Fact>
            <Fact label={t("account.lastWebhook")}>
              {channel.last_webhook_at ? <TimeText at={channel.last_webhook_at} /> : t("account.noWebhook")}
            </Fact>
          </SimpleGrid>
          <ErrorNote error={change.error} />
          {mayEdit ? (
            <Group justify="flex-end">
              <Button type="submit" disabled={!isChanged || !name.trim()} loading={change.isPending}>
                {t("common:action.save")}
              </Button>
            </Group>
          ) : null}
        </Stack>
      </form>
    </Section>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm">{children}</Text>
    </div>
  );
}
