import { Anchor, Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AuthRefused, auth, authConfigQuery } from "@/api/auth";
import { AuthNote, useAuthMessage } from "@/components/second-factor";

interface Props {
  resetKey: string;
  onAskAgain: () => void;
}

/** A new password with the key of the mail. */
export function NewPassword({ resetKey, onAskAgain }: Props) {
  const { t } = useTranslation("signin");
  const messageOf = useAuthMessage();
  const [password, setPassword] = useState("");
  const config = useQuery(authConfigQuery);
  const set = useMutation({
    mutationFn: async () => {
      try {
        await auth("POST", "auth/password/reset", { key: resetKey, password });
      } catch (error) {
        // 401 says that it worked, and that nobody is signed in yet.
        if (!(error instanceof AuthRefused) || error.status !== 401) throw error;
      }
    },
  });
  const refusedParam = set.error instanceof AuthRefused ? set.error.param : null;
  if (set.isSuccess) {
    return (
      <Stack>
        <Text role="status">{t("reset.changed")}</Text>
        <Button component={Link} to="/sign-in" size="md">
          {t("backToSignIn")}
        </Button>
      </Stack>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate();
      }}
    >
      <Stack>
        <PasswordInput
          label={t("reset.newPassword")}
          description={t("reset.rule")}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={refusedParam === "password" ? messageOf(set.error) : undefined}
          required
          withAsterisk={false}
        />
        {refusedParam === "password" ? null : <AuthNote error={set.error} />}
        <Button type="submit" size="md" loading={set.isPending} disabled={!config.data}>
          {t("reset.set")}
        </Button>
        {refusedParam === "key" ? (
          <Anchor component="button" type="button" size="sm" onClick={onAskAgain}>
            {t("reset.again")}
          </Anchor>
        ) : null}
      </Stack>
    </form>
  );
}
