import { Badge, Indicator } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { countsQuery } from "./queries";

const SHOWN_UP_TO = 99;

/** The number of conversations with something unread, beside the word in the navigation. */
export function TalkBadge({ isFolded }: { isFolded: boolean }) {
  const { t } = useTranslation("talk");
  const can = useCan();
  const channelId = useChannelId();
  const { data } = useQuery({ ...countsQuery(channelId), enabled: can("talk.view") });
  if (!data?.unread) return null;
  const label = t("badge", { count: data.unread });
  if (isFolded) return <Indicator size={8} color="red" aria-label={label} role="img" />;
  return (
    <Badge size="sm" color="red.9" variant="filled" circle={data.unread < 10} aria-label={label} role="img">
      {data.unread > SHOWN_UP_TO ? `${SHOWN_UP_TO}+` : data.unread}
    </Badge>
  );
}
