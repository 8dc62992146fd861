import { Anchor, Text } from "@mantine/core";
import { IconArrowBackUp, IconHandFinger, IconUserOff, IconUserPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ConversationOut, TalkMessageOut } from "@/api/schema.gen";
import { FriendPhoto } from "@/components/FriendPhoto";
import { useSourceNames } from "@/components/sourceNames";
import { useTimeZone } from "@/components/TimeText";
import { type LineMessage, MessageBubbles } from "@/line";
import { DeliveryState } from "./DeliveryState";
import classes from "./talk.module.css";

/** One line of the talk: a message with who sent it and what became of it, or something that happened. */
export function MessageEntry({ entry, talk }: { entry: TalkMessageOut; talk: ConversationOut }) {
  if (entry.kind !== "message") return <Happening entry={entry} />;
  if (entry.is_unsent) return <Unsent />;
  const isFriend = entry.sender === "friend";
  return (
    <div className={classes.entry} data-side={isFriend ? "friend" : "account"} data-state={entry.state}>
      {isFriend ? null : <SentBy entry={entry} />}
      {entry.messages.length > 0 ? (
        <div className={classes.said}>
          {isFriend ? <FriendPhoto name={talk.display_name} url={talk.picture_url} size={32} /> : null}
          <MessageBubbles
            messages={entry.messages as LineMessage[]}
            side={isFriend ? "friend" : "account"}
            viewer="account"
            withSender={false}
          />
        </div>
      ) : null}
      <div className={classes.under}>
        <Clock at={entry.at} />
        {entry.is_edited ? <Edited /> : null}
        {isFriend ? null : <DeliveryState entry={entry} />}
      </div>
    </div>
  );
}

function Clock({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const zone = useTimeZone();
  const clock = new Intl.DateTimeFormat(i18n.language, {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
  return <time dateTime={at}>{clock.format(new Date(at))}</time>;
}

function Edited() {
  const { t } = useTranslation("talk");
  return <span>{t("log.edited")}</span>;
}

/** The person, or what sent it by itself. */
function SentBy({ entry }: { entry: TalkMessageOut }) {
  const { t } = useTranslation("talk");
  const source = useSourceNames()(entry.source);
  const kind = t(`sender.${entry.sender}`);
  if (entry.sender === "staff") return <div className={classes.sentBy}>{entry.by || kind}</div>;
  return (
    <div className={classes.sentBy}>
      {kind}
      {source?.to ? (
        <>
          {"・"}
          <Anchor component={Link} to={source.to} size="xs" underline="always">
            {source.label}
          </Anchor>
        </>
      ) : null}
    </div>
  );
}

function Unsent() {
  const { t } = useTranslation("talk");
  return (
    <div className={classes.happening}>
      <IconArrowBackUp size={14} aria-hidden />
      {t("log.unsent")}
    </div>
  );
}

const HAPPENINGS = { followed: IconUserPlus, blocked: IconUserOff, postback: IconHandFinger };

function Happening({ entry }: { entry: TalkMessageOut }) {
  const { t } = useTranslation("talk");
  if (entry.kind === "message") return null;
  const Icon = HAPPENINGS[entry.kind];
  return (
    <div className={classes.happening}>
      <Icon size={14} aria-hidden />
      <Text span size="xs" lineClamp={2}>
        {t(`log.${entry.kind}`, { data: entry.detail })}
      </Text>
      <Clock at={entry.at} />
    </div>
  );
}
