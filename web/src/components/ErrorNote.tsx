import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ConnectionLost, Problem } from "@/api/problem";

/** An error inside a screen: the server's sentence, and a way to try again. Draws nothing without an error. */
export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  if (!error) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} role="alert">
      <Group justify="space-between" gap="xs">
        <Text size="sm">{messageOf(error) ?? t("error.unexpected")}</Text>
        {onRetry ? (
          <Button size="xs" variant="light" color="red" onClick={onRetry}>
            {t("action.retry")}
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}

/** The sentence for people, if the error has one. */
export function messageOf(error: unknown): string | null {
  return error instanceof Problem || error instanceof ConnectionLost ? error.message : null;
}
