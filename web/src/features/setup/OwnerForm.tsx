import { Alert, Anchor, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { ErrorNote } from "@/components/ErrorNote";
import { useFirstOwner } from "./queries";

const FIELDS = ["organisation_name", "name", "email", "password"] as const;
const SHORTEST_PASSWORD = 12;

/** The shop, and the person who answers for it. Only with the link that the machine printed. */
export function OwnerForm({ needsOwner }: { needsOwner: boolean }) {
  const { t } = useTranslation("setup");
  const token = window.location.hash.slice(1);
  if (!needsOwner)
    return (
      <Note title={t("done.title")} text={t("done.text")}>
        <Anchor href="/sign-in?next=/setup">{t("done.signIn")}</Anchor>
      </Note>
    );
  if (!token) return <Note title={t("noLink.title")} text={t("noLink.text")} />;
  return <Form token={token} />;
}

function Note({ title, text, children }: { title: string; text: string; children?: React.ReactNode }) {
  return (
    <Alert icon={<IconInfoCircle size={18} />} title={title}>
      <Stack gap="xs">
        <Text size="sm">{text}</Text>
        {children}
      </Stack>
    </Alert>
  );
}

function Form({ token }: { token: string }) {
  const { t } = useTranslation("setup");
  const make = useFirstOwner();
  const [owner, setOwner] = useState({ organisation_name: "", name: "", email: "", password: "" });
  const errors: Record<string, string> = make.error instanceof Problem ? make.error.fields : {};
  const isTold = FIELDS.some((field) => errors[field]);
  const field = (name: (typeof FIELDS)[number]) => ({
    label: t(`owner.${name}.label`),
    value: owner[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setOwner({ ...owner, [name]: event.currentTarget.value }),
    error: errors[name],
    required: true,
    withAsterisk: false,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ token, ...owner });
  };
  return (
    <Paper withBorder p={{ base: "md", sm: "xl" }} component="form" onSubmit={submit}>
      <Stack>
        <Title order={1}>{t("owner.title")}</Title>
        <Text c="dimmed">{t("owner.why")}</Text>
        <TextInput
          {...field("organisation_name")}
          description={t("owner.organisation_name.hint")}
          placeholder={t("owner.organisation_name.example")}
          autoComplete="organization"
          maxLength={100}
          data-autofocus
        />
        <TextInput {...field("name")} autoComplete="name" maxLength={100} />
        <TextInput
          {...field("email")}
          type="email"
          autoComplete="username"
          description={t("owner.email.hint")}
        />
        <PasswordInput
          {...field("password")}
          description={t("owner.password.hint", { count: SHORTEST_PASSWORD })}
          minLength={SHORTEST_PASSWORD}
          autoComplete="new-password"
        />
        {isTold ? null : <ErrorNote error={make.error} />}
        <Button type="submit" size="md" loading={make.isPending}>
          {t("owner.submit")}
        </Button>
      </Stack>
    </Paper>
  );
}
