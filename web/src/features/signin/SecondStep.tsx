import { Anchor, Button, Divider, Stack, Text } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AuthRefused, auth, type FactorKind } from "@/api/auth";
import { AuthNote, CodeField, hasPasskeys, type RequestJson, showPasskey } from "@/components/second-factor";

interface Props {
  types: FactorKind[];
  onDone: () => void;
  onRestart: () => void;
}

/** The second factor: a code of the app, a passkey, or a recovery code. */
export function SecondStep({ types, onDone, onRestart }: Props) {
  const { t } = useTranslation("signin");
  const hasApp = types.includes("totp");
  const hasPasskey = types.includes("webauthn") && hasPasskeys();
  const [isRecovery, setRecovery] = useState(!hasApp && !hasPasskey);
  const [code, setCode] = useState("");
  const digits = isRecovery ? 8 : 6;
  const byCode = useMutation({
    mutationFn: () => auth("POST", "auth/2fa/authenticate", { code }),
    onSuccess: onDone,
    onError: (error) => {
      setCode("");
      // The first step was too long ago.
      if (error instanceof AuthRefused && error.status === 401) onRestart();
    },
  });
  const byPasskey = useMutation({
    mutationFn: async () => {
      const path = "auth/webauthn/authenticate";
      const { request_options } = await auth<{ request_options: RequestJson }>("GET", path);
      await auth("POST", path, { credential: await showPasskey(request_options) });
    },
    onSuccess: onDone,
  });
  const asksForCode = hasApp || isRecovery;
  return (
    <Stack>
      {hasPasskey && !isRecovery ? (
        <Button
          size="md"
          leftSection={<IconFingerprint size={18} />}
          loading={byPasskey.isPending}
          onClick={() => byPasskey.mutate()}
        >
          {t("second.passkey")}
        </Button>
      ) : null}
      {hasPasskey && asksForCode && !isRecovery ? <Divider label={t("or")} /> : null}
      {asksForCode ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            byPasskey.reset();
            byCode.mutate();
          }}
        >
          <Stack>
            <CodeField
              key={digits}
              label={t(isRecovery ? "second.recoveryCode" : "second.code")}
              description={t(isRecovery ? "second.recoveryHint" : "second.codeHint")}
              digits={digits}
              value={code}
              onChange={setCode}
            />
            <Button type="submit" size="md" loading={byCode.isPending} disabled={code.length !== digits}>
              {t("signIn")}
            </Button>
          </Stack>
        </form>
      ) : null}
      <AuthNote error={byCode.error ?? byPasskey.error} />
      {types.includes("recovery_codes") ? (
        <Anchor
          component="button"
          type="button"
          size="sm"
          onClick={() => {
            setRecovery(!isRecovery);
            setCode("");
            byCode.reset();
          }}
        >
          {t(isRecovery ? "second.useOther" : "second.useRecovery")}
        </Anchor>
      ) : null}
      <Text size="sm" c="dimmed">
        {t("second.lost")}
      </Text>
    </Stack>
  );
}
