import { Group, Loader, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCloudOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DraftDesk } from "./useDraft";

/** Whether everything that was typed is kept. */
export function SaveMark({ desk }: { desk: DraftDesk }) {
  const { t } = useTranslation("scenarios");
  const { saveState } = desk;
  const isBusy = saveState === "waiting" || saveState === "saving";
  const isBad = saveState === "lost" || saveState === "refused" || saveState === "conflict";
  return (
    <Group gap={4} wrap="nowrap" role="status" visibleFrom={isBad ? undefined : "sm"}>
      {isBusy ? <Loader size={12} /> : null}
      {saveState === "saved" ? <IconCheck size={14} aria-hidden /> : null}
      {saveState === "lost" ? <IconCloudOff size={14} aria-hidden /> : null}
      {saveState === "refused" || saveState === "conflict" ? (
        <IconAlertTriangle size={14} aria-hidden />
      ) : null}
      <Text size="xs" c={isBad ? "red" : "dimmed"} style={{ whiteSpace: "nowrap" }}>
        {t(`save.${saveState}`)}
      </Text>
    </Group>
  );
}
