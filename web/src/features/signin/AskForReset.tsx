import { Alert, Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { IconMail, IconTerminal2 } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { auth, authConfigQuery } from "@/api/auth";
import { AuthNote } from "@/components/second-factor";

/** Asks for the mail with the link. What it says is the same whether anybody has that address. */
export function AskForReset() {
  const { t } = useTranslation("signin");
  const [email, setEmail] = useState("");
  const config = useQuery(authConfigQuery);
  const ask = useMutation({
    mutationFn: () => auth("POST", "auth/password/request", { email: email.trim() }),
  });
  const hasMail = config.data?.mail.is_set_up ?? true;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <Stack>
        {ask.isSuccess ? (
          <Alert
            role="status"
            variant="light"
            icon={hasMail ? <IconMail size={18} /> : <IconTerminal2 size={18} />}
            title={t(hasMail ? "reset.sent" : "reset.shown")}
          >
            <Text size="sm">{t(hasMail ? "reset.sentHint" : "reset.shownHint")}</Text>
          </Alert>
        ) : (
          <>
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
            <AuthNote error={config.error ?? ask.error} />
            <Button type="submit" size="md" loading={ask.isPending} disabled={!config.data}>
              {t("reset.ask")}
            </Button>
          </>
        )}
        <Anchor component={Link} to="/sign-in" size="sm" ta="center">
          {t("backToSignIn")}
        </Anchor>
      </Stack>
    </form>
  );
}
