import { Button, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useChannel } from "@/app/session";

/** An empty list tells what would stand here, or how to see more. */
export function NoConversations({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation("talk");
  const channel = useChannel();
  return (
    <Stack p="lg" gap="xs" align="center">
      <Text fw={600} ta="center">
        {isFiltered ? t("empty.noMatchTitle") : t("empty.title")}
      </Text>
      <Text size="sm" c="dimmed" ta="center">
        {isFiltered ? t("empty.noMatch") : t("empty.text")}
      </Text>
      {isFiltered ? (
        <Button component={Link} to={`/c/${channel.id}/talk`} variant="light" size="xs">
          {t("empty.clear")}
        </Button>
      ) : null}
      {!isFiltered && channel.phone_url ? (
        <Button component="a" href={channel.phone_url} target="enishi-phone" variant="light" size="xs">
          {t("empty.phone")}
        </Button>
      ) : null}
    </Stack>
  );
}
