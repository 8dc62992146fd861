import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useChannelId, useChannels } from "@/app/session";
import { dayTime, longTime, shortDate } from "@/lib/time";

interface Props {
  at: string | null | undefined;
}

/** A moment in the account's time zone: short in the text, in full on hover and focus. */
export function TimeText({ at }: Props) {
  return <Moment at={at} write={dayTime} />;
}

/** The day of a moment, where its label asks for a date: "Today", "11/20", "2025/11/20"; in full on hover and focus. */
export function DateText({ at }: Props) {
  return <Moment at={at} write={shortDate} />;
}

function Moment({ at, write }: Props & { write: typeof dayTime }) {
  const { t, i18n } = useTranslation();
  const zone = useTimeZone();
  if (!at) return <>{t("time.never")}</>;
  return (
    <Tooltip label={longTime(at, i18n.language, zone)} withArrow>
      <time dateTime={at}>{write(at, i18n.language, zone, new Date())}</time>
    </Tooltip>
  );
}

/** The zone in which the chosen LINE account lives. */
export function useTimeZone(): string {
  const id = useChannelId();
  return useChannels().find((one) => one.id === id)?.timezone ?? "Asia/Tokyo";
}
