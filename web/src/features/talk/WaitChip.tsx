import { Badge, Tooltip } from "@mantine/core";
import { IconAlarm, IconHourglass } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useTimeZone } from "@/components/TimeText";
import { longTime } from "@/lib/time";
import classes from "./talk.module.css";
import { PATIENCE_HOURS, waitOf } from "./waiting";

/** How long a friend has waited for an answer; after a day it looks and says so. */
export function WaitChip({ since, now }: { since: string; now: Date }) {
  const { t, i18n } = useTranslation("talk");
  const zone = useTimeZone();
  const { unit, count, isOverdue } = waitOf(since, now);
  const Icon = isOverdue ? IconAlarm : IconHourglass;
  const hint = t(isOverdue ? "wait.overdueHint" : "wait.hint", {
    since: longTime(since, i18n.language, zone),
    hours: PATIENCE_HOURS,
  });
  return (
    <Tooltip label={hint} withArrow multiline maw={280}>
      <Badge
        size="sm"
        tt="none"
        fw={600}
        radius="sm"
        variant={isOverdue ? "filled" : "light"}
        color={isOverdue ? "red.9" : "orange"}
        className={isOverdue ? undefined : classes.wait}
        leftSection={<Icon size={12} aria-hidden />}
      >
        {t(`wait.${unit}`, { count })}
      </Badge>
    </Tooltip>
  );
}
