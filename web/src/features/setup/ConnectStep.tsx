import { Button, Divider, Group, Paper, SimpleGrid, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconBrandLine, IconDeviceMobile } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChannelOut } from "@/api/schema.gen";
import { ChannelCheck, Checklist } from "@/components/channel-check";
import { ErrorNote } from "@/components/ErrorNote";
import { ConnectForm } from "./ConnectForm";
import { usePracticeChannel } from "./queries";

/** LINE, or practice without it. */
export function ConnectStep() {
  const { t } = useTranslation("setup");
  const [isConnecting, setConnecting] = useState(false);
  const [channel, setChannel] = useState<ChannelOut | null>(null);
  const practice = usePracticeChannel();
  if (channel?.is_practice) return <PracticeReady channel={channel} />;
  if (channel) return <Connected channel={channel} />;
  if (isConnecting) return <ConnectForm onBack={() => setConnecting(false)} onConnected={setChannel} />;
  return (
    <Stack>
      <Title order={1}>{t("connect.title")}</Title>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Way icon={IconBrandLine} title={t("connect.line.title")} text={t("connect.line.text")}>
          <Button onClick={() => setConnecting(true)}>{t("connect.line.button")}</Button>
        </Way>
        <Way icon={IconDeviceMobile} title={t("connect.practice.title")} text={t("connect.practice.text")}>
          <Button
            variant="default"
            loading={practice.isPending}
            onClick={() => practice.mutate(t("connect.practice.name"), { onSuccess: setChannel })}
          >
            {t("connect.practice.button")}
          </Button>
        </Way>
      </SimpleGrid>
      <ErrorNote error={practice.error} />
    </Stack>
  );
}

interface WayProps {
  icon: typeof IconBrandLine;
  title: string;
  text: string;
  children: React.ReactNode;
}

function Way({ icon: Icon, title, text, children }: WayProps) {
  return (
    <Paper withBorder p="lg">
      <Stack h="100%" gap="sm">
        <ThemeIcon variant="light" size="xl" aria-hidden>
          <Icon size={24} stroke={1.5} />
        </ThemeIcon>
        <Title order={2}>{title}</Title>
        <Text size="sm" flex={1}>
          {text}
        </Text>
        {children}
      </Stack>
    </Paper>
  );
}

function Connected({ channel }: { channel: ChannelOut }) {
  const { t } = useTranslation("setup");
  const [isFine, setFine] = useState(false);
  return (
    <Paper withBorder p={{ base: "md", sm: "xl" }}>
      <Stack>
        <Title order={1}>{t("connected.title", { name: channel.name })}</Title>
        <ChannelCheck channel={channel} startsAtOnce onResult={setFine} />
        <Divider label={t("connected.list")} labelPosition="left" />
        <Checklist channelId={channel.id} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed" flex={1}>
            {t(isFine ? "connected.ready" : "connected.later")}
          </Text>
          <Button component="a" href={`/c/${channel.id}`} variant={isFine ? "filled" : "default"}>
            {t("connected.start")}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

function PracticeReady({ channel }: { channel: ChannelOut }) {
  const { t } = useTranslation("setup");
  return (
    <Paper withBorder p={{ base: "md", sm: "xl" }}>
      <Stack>
        <Title order={1}>{t("practice.title")}</Title>
        <Text>{t("practice.text")}</Text>
        <Group>
          <Button component="a" href={`/c/${channel.id}`}>
            {t("practice.start")}
          </Button>
          {channel.phone_url ? (
            <Button component="a" href={channel.phone_url} target="_blank" rel="noreferrer" variant="default">
              {t("practice.phone")}
            </Button>
          ) : null}
        </Group>
        <Text size="sm" c="dimmed">
          {t("practice.local")}
        </Text>
      </Stack>
    </Paper>
  );
}
