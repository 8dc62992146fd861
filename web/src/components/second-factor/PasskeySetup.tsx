import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { auth } from "@/api/auth";
import { AuthNote } from "./AuthNote";
import { type CreationJson, makePasskey } from "./passkey";
import type { RunConfirmed } from "./useConfirmed";

interface Props {
  run: RunConfirmed;
  onAdded: () => void;
  onBack?: () => void;
}

/** Makes a passkey on this device (or on a key that is plugged in). */
export function PasskeySetup({ run, onAdded, onBack }: Props) {
  const { t } = useTranslation("secondFactor");
  const [name, setName] = useState("");
  const add = useMutation({
    mutationFn: () =>
      run(async () => {
        const path = "account/authenticators/webauthn";
        const { creation_options } = await auth<{ creation_options: CreationJson }>(
          "GET",
          `${path}?passwordless`,
        );
        const credential = await makePasskey(creation_options);
        await auth("POST", path, { name: name.trim() || t("passkey.thisDevice"), credential });
      }),
    onSuccess: onAdded,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Stack>
        <Text>{t("passkey.what")}</Text>
        <TextInput
          label={t("passkey.name")}
          placeholder={t("passkey.thisDevice")}
          description={t("passkey.nameHint")}
          maxLength={50}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <AuthNote error={add.error} />
        <Group justify="space-between" wrap="nowrap">
          {onBack ? (
            <Button variant="subtle" onClick={onBack}>
              {t("common:action.back")}
            </Button>
          ) : null}
          <Button type="submit" flex={1} loading={add.isPending} leftSection={<IconFingerprint size={18} />}>
            {t("passkey.make")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
