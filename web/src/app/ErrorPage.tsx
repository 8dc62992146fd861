import { Button, Center, Group, Stack, Text, Title } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ConnectionLost, Problem } from "@/api/problem";

/** What one sees instead of a screen that could not be drawn: what is wrong, and the way on. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const isKnown = error instanceof Problem || error instanceof ConnectionLost;
  const again = async () => {
    await router.invalidate();
    reset();
  };
  return (
    <Sign title={t("error.title")} text={isKnown ? error.message : t("error.unexpected")}>
      <Button onClick={() => void again()}>{t("action.retry")}</Button>
      <Button variant="default" component="a" href="/">
        {t("action.home")}
      </Button>
    </Sign>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Sign title={t("error.notFoundTitle")} text={t("error.notFound")}>
      <Button component="a" href="/">
        {t("action.home")}
      </Button>
    </Sign>
  );
}

function Sign({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <Center mih="60vh" p="md">
      <Stack align="center" maw={480}>
        <Title order={1}>{title}</Title>
        <Text ta="center">{text}</Text>
        <Group>{children}</Group>
      </Stack>
    </Center>
  );
}
