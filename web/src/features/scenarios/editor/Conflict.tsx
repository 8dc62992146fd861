import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DraftDesk } from "./useDraft";

/** Told when somebody else saved the same draft, or when the server refused what is here. Nothing is lost by either. */
export function Conflict({ desk }: { desk: DraftDesk }) {
  const { t } = useTranslation("scenarios");
  if (desk.saveState === "refused" && desk.refusal)
    return (
      <Alert color="red" variant="light" radius={0} icon={<IconAlertTriangle size={18} />} role="alert">
        <Text size="sm">{t("save.refusedText", { reason: desk.refusal.message })}</Text>
      </Alert>
    );
  if (desk.saveState !== "conflict") return null;
  return (
    <Alert color="orange" variant="light" radius={0} icon={<IconAlertTriangle size={18} />} role="alert">
      <Group justify="space-between">
        <Text size="sm" flex="1 1 300px">
          {t("conflict.text")}
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => void desk.takeTheirs()}>
            {t("conflict.theirs")}
          </Button>
          <Button size="xs" color="orange" onClick={() => void desk.keepOurs()}>
            {t("conflict.ours")}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
