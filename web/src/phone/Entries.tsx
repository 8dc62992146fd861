import { IconArrowBackUp } from "@tabler/icons-react";
import { Fragment, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type LineMessage, MessageBubbles, type OnTap } from "@/line";
import styles from "./chat.module.css";
import type { ChatState, Entry } from "./control";
import { useNow } from "./queries";
import { clockTime, dayKey, dayName } from "./time";

interface Props {
  chat: ChatState;
  onTap: OnTap;
  onUnsend: (messageId: string) => void;
}

/** Both sides of the talk by day, the newest in sight. */
export function Entries({ chat, onTap, onUnsend }: Props) {
  const { t, i18n } = useTranslation("phone");
  const talk = useNewestInSight(chat.entries.at(-1)?.key);
  return (
    // A talk that scrolls must be within the keyboard's reach.
    <div
      ref={talk}
      className={styles.talk}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
      role="log"
      aria-label={t("chat.talk", { name: chat.account.display_name })}
    >
      {chat.entries.map((entry, index) => {
        const before = chat.entries[index - 1];
        const isNewDay = !before || dayKey(before.at_ms) !== dayKey(entry.at_ms);
        return (
          <Fragment key={entry.key}>
            {isNewDay ? <div className={styles.day}>{dayName(entry.at_ms, i18n.language)}</div> : null}
            <OneEntry entry={entry} chat={chat} onTap={onTap} onUnsend={onUnsend} />
          </Fragment>
        );
      })}
      {chat.entries.length === 0 ? <div className={styles.system}>{t("chat.empty")}</div> : null}
      {chat.loading_until_ms ? <Loading untilMs={chat.loading_until_ms} /> : null}
    </div>
  );
}

const NEAR_END_PX = 48;

/** Scrolls to the end with each new entry, and stays there while pictures load and the room below changes. */
function useNewestInSight(newest: string | undefined) {
  const talk = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new entry moves the talk
  useEffect(() => {
    const shown = talk.current;
    if (!shown) return;
    const toEnd = () => shown.scrollTo({ top: shown.scrollHeight });
    const onScroll = () => {
      isAtEnd.current = shown.scrollHeight - shown.scrollTop - shown.clientHeight < NEAR_END_PX;
    };
    const stay = () => isAtEnd.current && toEnd();
    toEnd();
    isAtEnd.current = true;
    const sizes = new ResizeObserver(stay);
    sizes.observe(shown);
    shown.addEventListener("scroll", onScroll, { passive: true });
    // The load of a picture does not bubble, but it can be caught on its way down.
    shown.addEventListener("load", stay, { capture: true });
    return () => {
      sizes.disconnect();
      shown.removeEventListener("scroll", onScroll);
      shown.removeEventListener("load", stay, { capture: true });
    };
  }, [newest]);
  return talk;
}

interface EntryProps extends Props {
  entry: Entry;
}

function OneEntry({ entry, chat, onTap, onUnsend }: EntryProps) {
  const { t, i18n } = useTranslation("phone");
  const time = clockTime(entry.at_ms, i18n.language);
  if (entry.side === "account") {
    return (
      <MessageBubbles
        messages={entry.messages}
        side="account"
        senderName={chat.account.display_name}
        senderIconUrl={chat.account.picture_url}
        time={time}
        onTap={onTap}
      />
    );
  }
  if (entry.is_unsent) return <div className={styles.system}>{t("chat.unsent")}</div>;
  const messageId = entry.message_id;
  return (
    <div className={styles.own}>
      {messageId && chat.user.status !== "blocked" ? (
        <button
          type="button"
          className={styles.unsend}
          aria-label={t("chat.unsend")}
          title={t("chat.unsend")}
          onClick={() => onUnsend(messageId)}
        >
          <IconArrowBackUp size={18} />
        </button>
      ) : null}
      <MessageBubbles
        messages={entry.messages.map((message) => drawable(message, messageId))}
        side="friend"
        time={time}
        isRead={entry.is_read}
        onTap={onTap}
      />
    </div>
  );
}

const MEDIA = ["image", "video", "audio", "file"];

/** What the person sent lies with the simulator: a webhook message says no address. */
export function drawable(message: LineMessage, messageId: string | null | undefined): LineMessage {
  if (!messageId || !MEDIA.includes(String(message.type))) return message;
  const address = `/control/contents/${encodeURIComponent(messageId)}`;
  return { ...message, originalContentUrl: address, previewImageUrl: address };
}

/** The dots that the account shows while it prepares an answer. */
function Loading({ untilMs }: { untilMs: number }) {
  const { t } = useTranslation("phone");
  const now = useNow();
  if (!now || now.ms >= untilMs) return null;
  return (
    <div className={styles.loading} role="img" aria-label={t("chat.loading")}>
      <span />
      <span />
      <span />
    </div>
  );
}
