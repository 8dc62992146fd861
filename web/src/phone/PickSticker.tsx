import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Sticker } from "@/line";
import styles from "./chat.module.css";
import type { Perform } from "./useTaps";

/** Some of the stickers that every LINE user has. */
const STICKERS = [
  ["446", "1988"],
  ["446", "1989"],
  ["446", "1990"],
  ["446", "1991"],
  ["789", "10855"],
  ["789", "10856"],
  ["789", "10857"],
  ["789", "10858"],
  ["11537", "52002734"],
  ["11537", "52002735"],
  ["11537", "52002736"],
  ["11537", "52002737"],
] as const;

export function PickSticker({ onDone }: { onDone: Perform }) {
  const { t } = useTranslation("phone");
  return (
    <>
      <div className={styles.stickers}>
        {STICKERS.map(([packageId, stickerId]) => (
          <button
            key={stickerId}
            type="button"
            className={styles.sticker}
            aria-label={t("ask.stickerLabel", { packageId, stickerId })}
            onClick={() => void onDone("message", { message: { type: "sticker", packageId, stickerId } })}
          >
            <Sticker packageId={packageId} stickerId={stickerId} />
          </button>
        ))}
      </div>
      <Text size="xs" c="dimmed" mt="sm">
        {t("ask.stickerNote")}
      </Text>
    </>
  );
}
