import { IconFile, IconMapPinFilled, IconPlayerPlayFilled, IconTicket } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./line.module.css";
import { Picture } from "./Picture";
import { numberOf, textOf } from "./read";
import { safeMedia } from "./safe";
import type { LineMessage, OnTap } from "./types";

interface Props {
  message: LineMessage;
  onTap?: OnTap;
}

export function ImageMessage({ message }: Props) {
  const { t } = useTranslation("line");
  return (
    <Picture
      url={safeMedia(message.previewImageUrl) ?? message.originalContentUrl}
      alt={t("kind.image")}
      className={styles.image}
    />
  );
}

export function VideoMessage({ message }: Props) {
  const { t } = useTranslation("line");
  const [isPlaying, setPlaying] = useState(false);
  const address = safeMedia(message.originalContentUrl);
  if (isPlaying && address) {
    return (
      // What a shop or a friend filmed comes without captions.
      // biome-ignore lint/a11y/useMediaCaption: see above
      <video className={styles.image} src={address} controls autoPlay />
    );
  }
  return (
    <button
      type="button"
      className={styles.videoButton}
      aria-label={t("playVideo")}
      onClick={() => setPlaying(true)}
    >
      <Picture url={message.previewImageUrl} alt={t("kind.video")} className={styles.image} />
      <IconPlayerPlayFilled className={styles.play} size={40} aria-hidden />
    </button>
  );
}

export function AudioMessage({ message }: Props) {
  const { t } = useTranslation("line");
  const [isPlaying, setPlaying] = useState(false);
  const address = safeMedia(message.originalContentUrl);
  const length = clockOf(numberOf(message.duration));
  if (isPlaying && address) {
    return (
      // biome-ignore lint/a11y/useMediaCaption: a recorded voice comes without captions
      <audio src={address} controls autoPlay />
    );
  }
  return (
    <button
      type="button"
      className={styles.audio}
      aria-label={`${t("playAudio")} ${length}`}
      onClick={() => setPlaying(true)}
    >
      <IconPlayerPlayFilled size={20} aria-hidden />
      <span className={styles.wave} aria-hidden />
      {length}
    </button>
  );
}

/** Milliseconds as minutes and seconds. */
function clockOf(milliseconds: number | undefined): string {
  if (milliseconds === undefined || milliseconds < 0) return "0:00";
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function LocationMessage({ message, onTap }: Props) {
  const { t } = useTranslation("line");
  const latitude = numberOf(message.latitude);
  const longitude = numberOf(message.longitude);
  const uri = `https://www.google.com/maps/search/?api=1&query=${latitude ?? 0},${longitude ?? 0}`;
  const content = (
    <>
      <span className={styles.map} aria-hidden>
        <IconMapPinFilled size={32} />
      </span>
      <strong dir="auto">{textOf(message.title).slice(0, 200) || t("kind.location")}</strong>
      <span className={styles.quiet} dir="auto">
        {textOf(message.address).slice(0, 200)}
      </span>
    </>
  );
  if (onTap) {
    return (
      <button type="button" className={styles.location} onClick={() => onTap({ type: "uri", uri })}>
        {content}
      </button>
    );
  }
  return (
    <a className={styles.location} href={uri} target="_blank" rel="noopener noreferrer nofollow">
      {content}
    </a>
  );
}

const UNITS = ["B", "KB", "MB", "GB"];

export function FileMessage({ message }: Props) {
  const { t } = useTranslation("line");
  let size = numberOf(message.fileSize);
  let unit = 0;
  while (size !== undefined && size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return (
    <div className={styles.file}>
      <IconFile size={28} stroke={1.5} aria-hidden />
      <span>
        <strong dir="auto">{textOf(message.fileName).slice(0, 200) || t("kind.file")}</strong>
        {size === undefined ? null : (
          <span className={styles.quiet}>{`${size.toFixed(unit ? 1 : 0)} ${UNITS[unit]}`}</span>
        )}
      </span>
    </div>
  );
}

export function CouponMessage({ message }: Props) {
  const { t } = useTranslation("line");
  return (
    <div className={styles.file}>
      <IconTicket size={28} stroke={1.5} aria-hidden />
      <span>
        <strong>{t("kind.coupon")}</strong>
        <span className={styles.quiet}>{textOf(message.couponId).slice(0, 60)}</span>
      </span>
    </div>
  );
}
