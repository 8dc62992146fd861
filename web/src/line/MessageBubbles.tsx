import { useTranslation } from "react-i18next";
import { FlexMessage } from "./FlexMessage";
import { Imagemap } from "./Imagemap";
import styles from "./line.module.css";
import {
  AudioMessage,
  CouponMessage,
  FileMessage,
  ImageMessage,
  LocationMessage,
  VideoMessage,
} from "./Media";
import { Picture } from "./Picture";
import { isObject, objectOf, textOf } from "./read";
import { Sticker } from "./Sticker";
import { Template } from "./Template";
import { TextBubble } from "./TextBubble";
import type { LineMessage, OnTap, Side } from "./types";
import { UnknownMessage } from "./UnknownMessage";

interface Props {
  /** LINE's message objects, sent at one time by one side. */
  messages: readonly LineMessage[];
  side: Side;
  /** Whose screen is drawn: what the viewer said stands at the right, in green. A friend's phone unless told. */
  viewer?: Side;
  /** Makes buttons of everything that LINE lets friends tap. Without it the messages are only looked at. */
  onTap?: OnTap;
  senderName?: string;
  senderIconUrl?: string | null;
  /** Time of sending as it is to be shown. */
  time?: string;
  isRead?: boolean;
  /** Off where the screen shows by itself who speaks. */
  withSender?: boolean;
}

/** Messages as LINE draws them, whatever is in them. */
export function MessageBubbles({
  messages,
  side,
  viewer = "friend",
  onTap,
  senderName,
  senderIconUrl,
  time,
  isRead,
  withSender = true,
}: Props) {
  const { t } = useTranslation("line");
  const isOwn = side === viewer;
  const sender = objectOf(messages.find((message) => isObject(message?.sender))?.sender);
  const name = textOf(sender.name).slice(0, 100) || senderName;
  return (
    <div className={isOwn ? styles.own : styles.other}>
      {isOwn || !withSender ? null : <Avatar name={name} url={sender.iconUrl ?? senderIconUrl} />}
      <div className={styles.column}>
        {isOwn || !withSender || !name ? null : <span className={styles.name}>{name}</span>}
        {messages.map((message, index) => (
          <div key={index} className={styles.line}>
            <Message message={objectOf(message)} isOwn={isOwn} onTap={onTap} />
            {index === messages.length - 1 && (time || isRead) ? (
              <span className={styles.mark}>
                {isRead ? <span>{t("read")}</span> : null}
                {time}
              </span>
            ) : null}
          </div>
        ))}
      </div>
    </div>
  );
}

function Avatar({ name, url }: { name?: string; url: unknown }) {
  if (url) return <Picture url={url} className={styles.avatar} />;
  return (
    <span className={styles.avatar} aria-hidden>
      {name ? Array.from(name)[0] : ""}
    </span>
  );
}

const BARE = {
  image: ImageMessage,
  video: VideoMessage,
  location: LocationMessage,
  imagemap: Imagemap,
  template: Template,
  flex: FlexMessage,
  file: FileMessage,
  coupon: CouponMessage,
};

function Message({ message, isOwn, onTap }: { message: LineMessage; isOwn: boolean; onTap?: OnTap }) {
  const type = textOf(message.type);
  const balloon = isOwn ? styles.ownBalloon : styles.balloon;
  if (type === "text" || type === "textV2") {
    return (
      <div className={balloon}>
        <TextBubble message={message} onTap={onTap} />
      </div>
    );
  }
  if (type === "audio") {
    return (
      <div className={balloon}>
        <AudioMessage message={message} />
      </div>
    );
  }
  if (type === "sticker") return <Sticker packageId={message.packageId} stickerId={message.stickerId} />;
  if (!Object.hasOwn(BARE, type)) return <UnknownMessage type={type} />;
  const Bare = BARE[type as keyof typeof BARE];
  return (
    <div className={styles.bare}>
      <Bare message={message} onTap={onTap} />
    </div>
  );
}
