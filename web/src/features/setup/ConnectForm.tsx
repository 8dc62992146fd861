import { Button, Group, List, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import type { ChannelOut } from "@/api/schema.gen";
import { asSent, CredentialFields, type Credentials } from "@/components/channel-check";
import { ErrorNote } from "@/components/ErrorNote";
import { useConnectChannel } from "./queries";

interface Props {
  onBack: () => void;
  onConnected: (channel: ChannelOut) => void;
}

/** What LINE Developers shows of a Messaging API channel, pasted. */
export function ConnectForm({ onBack, onConnected }: Props) {
  const { t } = useTranslation("setup");
  const connect = useConnectChannel();
  const [name, setName] = useState("");
  const [id, setId] = useState("");
  const [credentials, setCredentials] = useState<Credentials>({
    secret: "",
    token_kind: "stateless",
    token: "",
  });
  const errors: Record<string, string> = connect.error instanceof Problem ? connect.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate(
      { name, line_channel_id: id, ...asSent(credentials), timezone: "Asia/Tokyo" },
      { onSuccess: onConnected },
    );
  };
  return (
    <Paper withBorder p={{ base: "md", sm: "xl" }} component="form" onSubmit={submit}>
      <Stack>
        <Title order={1}>{t("form.title")}</Title>
        <List type="ordered" size="sm" spacing={4}>
          <List.Item>{t("form.step1")}</List.Item>
          <List.Item>{t("form.step2")}</List.Item>
          <List.Item>{t("form.step3")}</List.Item>
        </List>
        <TextInput
          label={t("form.name")}
          description={t("form.nameHint")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={errors.name}
          required
          withAsterisk={false}
          maxLength={100}
          data-autofocus
        />
        <TextInput
          label={t("form.id")}
          description={t("form.idHint")}
          value={id}
          onChange={(event) => setId(event.currentTarget.value.normalize("NFKC").trim())}
          error={errors.line_channel_id}
          required
          withAsterisk={false}
          inputMode="numeric"
          autoComplete="off"
          ff="monospace"
        />
        <CredentialFields value={credentials} onChange={setCredentials} errors={errors} />
        {Object.keys(errors).length > 0 ? null : <ErrorNote error={connect.error} />}
        <Text size="xs" c="dimmed">
          {t("form.sealed")}
        </Text>
        <Group justify="space-between">
          <Button variant="subtle" onClick={onBack}>
            {t("common:action.back")}
          </Button>
          <Button type="submit" loading={connect.isPending}>
            {t("form.submit")}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
