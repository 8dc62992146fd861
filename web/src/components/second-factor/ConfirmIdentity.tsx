import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { auth, type FactorKind } from "@/api/auth";
import { AuthNote } from "./AuthNote";
import { hasPasskeys, type RequestJson, showPasskey } from "./passkey";

/** Asks the signed-in person for their password, or a passkey, once more. */
export function ConfirmIdentity({ types, onConfirmed }: { types: FactorKind[]; onConfirmed: () => void }) {
  const { t } = useTranslation("secondFactor");
  const [password, setPassword] = useState("");
  const byPassword = useMutation({
    mutationFn: () => auth("POST", "auth/reauthenticate", { password }),
    onSuccess: onConfirmed,
  });
  const byPasskey = useMutation({
    mutationFn: async () => {
      const path = "auth/webauthn/reauthenticate";
      const { request_options } = await auth<{ request_options: RequestJson }>("GET", path);
      await auth("POST", path, { credential: await showPasskey(request_options) });
    },
    onSuccess: onConfirmed,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        byPassword.mutate();
      }}
    >
      <Stack>
        <Text>{t("confirm.why")}</Text>
        <PasswordInput
          label={t("confirm.password")}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          data-autofocus
        />
        <AuthNote error={byPassword.error ?? byPasskey.error} />
        <Button type="submit" loading={byPassword.isPending} disabled={!password}>
          {t("common:action.next")}
        </Button>
        {types.includes("webauthn") && hasPasskeys() ? (
          <Button
            variant="default"
            leftSection={<IconFingerprint size={18} />}
            loading={byPasskey.isPending}
            onClick={() => byPasskey.mutate()}
          >
            {t("confirm.passkey")}
          </Button>
        ) : null}
      </Stack>
    </form>
  );
}
