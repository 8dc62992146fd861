import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useChannels } from "@/app/session";
import { todayInJapan } from "./days";

/** Which accounts somebody works on. */
export function ChannelsText({ ids }: { ids: number[] | null }) {
  const { t } = useTranslation("members");
  const channels = useChannels();
  const names = ids?.map((id) => channels.find((one) => one.id === id)?.name ?? t("channels.gone"));
  return (
    <Text size="sm" c={names ? undefined : "dimmed"} lineClamp={2}>
      {names ? names.join(t("channels.separator")) : t("channels.every")}
    </Text>
  );
}

/** The last day of somebody's place. */
export function EndsOnText({ day }: { day: string | null }) {
  const { t } = useTranslation("members");
  const dayText = useDayText();
  if (day === null) {
    return (
      <Text size="sm" c="dimmed">
        {t("endsOn.never")}
      </Text>
    );
  }
  const isOver = day < todayInJapan();
  return (
    <Text size="sm" c={isOver ? "red" : undefined}>
      {t(isOver ? "endsOn.over" : "endsOn.until", { day: dayText(day) })}
    </Text>
  );
}

/** A plain date ("2026-12-31") in the reader's language. */
export function useDayText(): (day: string) => string {
  const { i18n } = useTranslation();
  return (day) =>
    new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));
}
