import { Alert, Anchor, Button, Checkbox, Divider, PasswordInput, Stack, TextInput } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AuthRefused, auth, type FactorKind } from "@/api/auth";
import { AuthNote, hasPasskeys, type RequestJson, showPasskey } from "@/components/second-factor";

interface Props {
  hasPasskeyLogin: boolean;
  onDone: () => void;
  onSecondStep: (types: FactorKind[]) => void;
}

/** E-mail and password, or a passkey alone. */
export function PasswordStep({ hasPasskeyLogin, onDone, onSecondStep }: Props) {
  const { t } = useTranslation("signin");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [keep, setKeep] = useState(false);
  const byPassword = useMutation({
    mutationFn: () => auth("POST", "auth/login", { email: email.trim(), password, keep }),
    onSuccess: onDone,
    onError: (error) => {
      if (error instanceof AuthRefused && error.pending?.types) onSecondStep(error.pending.types);
      // Signed in already, in another tab.
      else if (error instanceof AuthRefused && error.status === 409) onDone();
    },
  });
  const byPasskey = useMutation({
    mutationFn: async () => {
      const path = "auth/webauthn/login";
      const { request_options } = await auth<{ request_options: RequestJson }>("GET", path);
      await auth("POST", path, { credential: await showPasskey(request_options), keep });
    },
    onSuccess: onDone,
  });
  const isInactive = byPassword.error instanceof AuthRefused && byPassword.error.status === 401;
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          byPasskey.reset();
          byPassword.mutate();
        }}
      >
        <Stack>
          <TextInput
            label={t("email")}
            type="email"
            autoComplete="username"
            inputMode="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <PasswordInput
            label={t("password")}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <Checkbox
            label={t("keep")}
            description={t("keepHint")}
            checked={keep}
            onChange={(event) => setKeep(event.currentTarget.checked)}
          />
          {isInactive ? (
            <Alert color="red" variant="light" role="alert">
              {t("inactive")}
            </Alert>
          ) : (
            <AuthNote error={byPassword.error ?? byPasskey.error} />
          )}
          <Button type="submit" size="md" loading={byPassword.isPending}>
            {t("signIn")}
          </Button>
        </Stack>
      </form>
      {hasPasskeyLogin && hasPasskeys() ? (
        <>
          <Divider label={t("or")} />
          <Button
            variant="default"
            size="md"
            leftSection={<IconFingerprint size={18} />}
            loading={byPasskey.isPending}
            onClick={() => {
              byPassword.reset();
              byPasskey.mutate();
            }}
          >
            {t("byPasskey")}
          </Button>
        </>
      ) : null}
      <Anchor component={Link} to="/reset-password" size="sm" ta="center">
        {t("forgotten")}
      </Anchor>
    </Stack>
  );
}
