import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import type { ChannelOut } from "@/api/schema.gen";
import { asSent, CredentialFields, type Credentials } from "@/components/channel-check";
import { ErrorNote } from "@/components/ErrorNote";
import { useFinishRotation, useUpdateCredentials } from "./queries";
import { Section } from "./Section";

/** A secret or token that was issued again at LINE. The former secret goes on signing until it is dropped. */
export function CredentialsForm({ channel }: { channel: ChannelOut }) {
  const { t } = useTranslation("settings");
  const empty: Credentials = { secret: "", token_kind: channel.token_kind, token: "" };
  const [credentials, setCredentials] = useState(empty);
  const update = useUpdateCredentials(channel.id);
  const finish = useFinishRotation(channel.id);
  const errors: Record<string, string> = update.error instanceof Problem ? update.error.fields : {};
  const isChanged =
    Boolean(credentials.secret || credentials.token) || credentials.token_kind !== channel.token_kind;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(asSent(credentials), {
      onSuccess: (saved) => {
        setCredentials({ secret: "", token_kind: saved.token_kind, token: "" });
        notifications.show({ message: t("credentials.saved") });
      },
    });
  };
  return (
    <Section title={t("credentials.title")} hint={t("credentials.hint")}>
      {channel.is_rotating_secret ? (
        <Alert color="yellow" variant="light">
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{t("credentials.rotating")}</Text>
            <Button size="xs" variant="default" loading={finish.isPending} onClick={() => finish.mutate()}>
              {t("credentials.finish")}
            </Button>
          </Stack>
        </Alert>
      ) : null}
      <form onSubmit={submit}>
        <Stack gap="sm">
          <CredentialFields value={credentials} onChange={setCredentials} errors={errors} keepsOld />
          <ErrorNote error={Object.keys(errors).length > 0 ? finish.error : (update.error ?? finish.error)} />
          <Group justify="flex-end">
            <Button type="submit" disabled={!isChanged} loading={update.isPending}>
              {t("credentials.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
