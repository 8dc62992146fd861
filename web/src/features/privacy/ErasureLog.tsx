import { Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/components/ErrorNote";
import { TimeText } from "@/components/TimeText";
import { erasuresQuery } from "./queries";

/** When somebody's data were erased, and who did it; never whose they were. */
export function ErasureLog({ channelId }: { channelId: number }) {
  const { t } = useTranslation("privacy");
  const { data, error, refetch } = useQuery(erasuresQuery(channelId));
  return (
    <Stack gap={4}>
      <Title order={3} fz="md">
        {t("log.title")}
      </Title>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data?.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("log.empty")}
        </Text>
      ) : null}
      {data?.map((one) => (
        <Group key={one.id} gap="md">
          <Text size="sm">
            <TimeText at={one.erased_at} />
          </Text>
          <Text size="sm" c="dimmed">
            {one.actor}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
