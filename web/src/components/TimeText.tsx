import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useChannelId, useChannels } from "@/app/session";
import { longTime, shortTime } from "@/lib/time";

/** A moment in the account's time zone: short in the text, in full on hover and focus. */
export function TimeText({ at }: { at: string | null | undefined }) {
  const { t, i18n } = useTranslation();
  const zone = useTimeZone();
  if (!at) return <>{t("time.never")}</>;
  return (
    <Tooltip label={longTime(at, i18n.language, zone)} withArrow>
      <time dateTime={at}>{shortTime(at, i18n.language, zone, new Date())}</time>
    </Tooltip>
  );
}

/** The zone in which the chosen LINE account lives. */
export function useTimeZone(): string {
  const id = useChannelId();
  return useChannels().find((one) => one.id === id)?.timezone ?? "Asia/Tokyo";
}
