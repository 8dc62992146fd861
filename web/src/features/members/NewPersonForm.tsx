import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { ErrorNote } from "@/components/ErrorNote";

const SHORTEST = 12;

interface Props {
  email: string;
  error: Error | null;
  isBusy: boolean;
  onSubmit: (person: { name: string; password: string }) => void;
}

/** Name and password of somebody who joins with a new account. */
export function NewPersonForm({ email, error, isBusy, onSubmit }: Props) {
  const { t } = useTranslation("members");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const problems = error instanceof Problem ? error.fields : {};
  const isReady = name.trim() !== "" && password.length >= SHORTEST;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onSubmit({ name: name.trim(), password });
      }}
    >
      <Stack gap="sm">
        <TextInput label={t("field.email")} value={email} readOnly autoComplete="username" type="email" />
        <TextInput
          label={t("offer.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problems.name}
          maxLength={100}
          autoComplete="name"
          required
        />
        <PasswordInput
          label={t("offer.password")}
          description={t("offer.passwordHint", { count: SHORTEST })}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={problems.password}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": t("offer.showPassword") }}
          required
        />
        {Object.keys(problems).length === 0 ? <ErrorNote error={error} /> : null}
        <Button type="submit" size="md" disabled={!isReady} loading={isBusy}>
          {t("offer.joinNew")}
        </Button>
        <Text size="sm" ta="center">
          {t("offer.haveAccount")}{" "}
          <Anchor component={Link} underline="always" to="/sign-in" search={{ next: "/invitation" } as never}>
            {t("offer.signInFirst")}
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
}
