import { useState } from "react";
import styles from "./line.module.css";
import { safePage } from "./safe";
import { type Part, partsOf } from "./textParts";
import type { LineMessage, OnTap } from "./types";

/** A text message: its words, tappable addresses and numbers, mentions, and LINE's own emoji. */
export function TextBubble({ message, onTap }: { message: LineMessage; onTap?: OnTap }) {
  return (
    <div className={styles.text} dir="auto">
      {partsOf(message).map((part, index) => (
        <TextPart key={index} part={part} onTap={onTap} />
      ))}
    </div>
  );
}

function TextPart({ part, onTap }: { part: Part; onTap?: OnTap }) {
  switch (part.kind) {
    case "text":
      return part.text;
    case "mention":
      return <span className={styles.mention}>{part.text}</span>;
    case "emoji":
      return <LineEmoji productId={part.productId} emojiId={part.emojiId} />;
    case "link":
      return <TextLink text={part.text} uri={part.uri} onTap={onTap} />;
  }
}

function TextLink({ text, uri, onTap }: { text: string; uri: string; onTap?: OnTap }) {
  if (onTap) {
    return (
      <button type="button" className={styles.textLink} onClick={() => onTap({ type: "uri", uri })}>
        {text}
      </button>
    );
  }
  return (
    <a className={styles.textLink} href={safePage(uri)} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  );
}

const ID = /^[0-9a-z]{1,40}$/i;

function LineEmoji({ productId, emojiId }: { productId: string; emojiId: string }) {
  const [isBroken, setBroken] = useState(false);
  const name = `LINE emoji ${productId.slice(0, 40)} ${emojiId.slice(0, 40)}`;
  if (isBroken || !ID.test(productId) || !ID.test(emojiId)) {
    return <span className={styles.emojiBox} role="img" aria-label={name} title={name} />;
  }
  return (
    <img
      className={styles.emoji}
      src={`https://stickershop.line-scdn.net/sticonshop/v1/sticon/${productId}/android/${emojiId}.png`}
      alt={name}
      referrerPolicy="no-referrer"
      onError={() => setBroken(true)}
    />
  );
}
