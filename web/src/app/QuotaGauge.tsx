import { Box, Progress, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useChannel } from "./session";

/** How much of this month's messages is used up, as LINE counts it. */
export function QuotaGauge() {
  const { t } = useTranslation("shell");
  const { quota_used: used, quota_limit: limit } = useChannel();
  const text =
    used === null
      ? t("quota.unknown")
      : limit === null
        ? t("quota.unlimited", { used })
        : t("quota.text", { used, limit });
  const share = used !== null && limit ? Math.min(100, (used / limit) * 100) : 0;
  return (
    <Tooltip
      label={
        used !== null && limit !== null
          ? t("quota.left", { left: Math.max(0, limit - used) })
          : t("quota.label")
      }
    >
      <Box w={132} tabIndex={0} role="group" aria-label={`${t("quota.label")} ${text}`}>
        <Text size="xs" c="dimmed" lh={1.3} truncate>
          {text}
        </Text>
        <Progress
          value={share}
          size={5}
          color={share >= 90 ? "red" : share >= 75 ? "yellow" : "ai"}
          aria-hidden
        />
      </Box>
    </Tooltip>
  );
}
