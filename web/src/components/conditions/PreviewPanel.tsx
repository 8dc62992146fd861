import { Alert, Anchor, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "../ErrorNote";
import { FriendPhoto } from "../FriendPhoto";
import classes from "./conditions.module.css";
import type { ConditionPreview } from "./useConditionPreview";

interface Props {
  channelId: number;
  preview: ConditionPreview;
  /** There is no condition yet, so that everybody is meant goes without saying. */
  isEmpty: boolean;
}

/** What the condition finds right now: how many, the sentence, warnings, a few friends. */
export function PreviewPanel({ channelId, preview, isEmpty }: Props) {
  const { t } = useTranslation("conditions");
  const { answer, isOld } = preview;
  const warnings = answer?.warnings.filter((one) => !(isEmpty && one.code === "everybody")) ?? [];
  return (
    <Paper withBorder p="sm" className={classes.preview} component="section" aria-label={t("preview.label")}>
      <Stack gap="sm">
        <div aria-live="polite" aria-busy={isOld}>
          <Text size="xs" c="dimmed">
            {t("preview.found")}
          </Text>
          {answer ? (
            <Text size="xl" fw={700} opacity={isOld ? 0.5 : 1}>
              {answer.count
                ? t(answer.count.is_exact ? "preview.people" : "preview.about", {
                    count: answer.count.number,
                  })
                : t("preview.unknown")}
            </Text>
          ) : (
            <Skeleton h={24} w={96} my={4} />
          )}
        </div>
        <ErrorNote error={preview.error} onRetry={preview.retry} />
        {answer?.sentence ? (
          <Text size="sm" opacity={isOld ? 0.5 : 1}>
            {answer.sentence}
          </Text>
        ) : null}
        {warnings.map((warning) => (
          <Alert
            key={warning.code}
            color="yellow"
            variant="light"
            p="xs"
            icon={<IconAlertTriangle size={16} />}
          >
            <Text size="xs">{warning.detail}</Text>
          </Alert>
        ))}
        {answer && answer.samples.length > 0 ? (
          <div>
            <Text size="xs" c="dimmed" mb={4}>
              {t("preview.samples")}
            </Text>
            <Stack gap={6}>
              {answer.samples.map((friend) => (
                <span key={friend.id} className={classes.sample}>
                  <FriendPhoto name={friend.display_name} url={friend.picture_url} size={28} />
                  <Anchor
                    href={`/c/${channelId}/friends/${friend.id}`}
                    target="_blank"
                    size="sm"
                    truncate
                    className={classes.name}
                  >
                    {friend.display_name || t("nameless")}
                  </Anchor>
                </span>
              ))}
            </Stack>
          </div>
        ) : null}
      </Stack>
    </Paper>
  );
}
