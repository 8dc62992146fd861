import { IconMoodSmile } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./line.module.css";
import { textOf } from "./read";

const DIGITS = /^\d{1,20}$/;

/** A sticker from LINE's shop, or a box with its numbers where the shop cannot be reached. */
export function Sticker({ packageId, stickerId }: { packageId: unknown; stickerId: unknown }) {
  const { t } = useTranslation("line");
  const sticker = textOf(stickerId);
  const [broken, setBroken] = useState<string>();
  const name = t("stickerName", { package: textOf(packageId).slice(0, 20), sticker: sticker.slice(0, 20) });
  if (!DIGITS.test(sticker) || broken === sticker) {
    return (
      <span className={styles.stickerBox} role="img" aria-label={name}>
        <IconMoodSmile size={40} stroke={1.25} aria-hidden />
        <span>{name}</span>
      </span>
    );
  }
  return (
    <img
      className={styles.sticker}
      src={`https://stickershop.line-scdn.net/stickershop/v1/sticker/${sticker}/android/sticker.png`}
      alt={name}
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={() => setBroken(sticker)}
    />
  );
}
