import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconUsersPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/components/ErrorNote";
import { useImportFriends } from "./queries";
import { Section } from "./Section";

/** Whoever was a friend before the account was connected. */
export function ImportFriends({ channelId }: { channelId: number }) {
  const { t } = useTranslation("settings");
  const bring = useImportFriends(channelId);
  return (
    <Section title={t("import.title")} hint={t("import.hint")}>
      <ErrorNote error={bring.error} />
      <Group>
        <Button
          variant="default"
          leftSection={<IconUsersPlus size={16} />}
          loading={bring.isPending}
          onClick={() =>
            bring.mutate(undefined, { onSuccess: () => notifications.show({ message: t("import.begun") }) })
          }
        >
          {t("import.button")}
        </Button>
      </Group>
    </Section>
  );
}
