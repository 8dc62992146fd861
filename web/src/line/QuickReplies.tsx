import { IconCalendar, IconCamera, IconMapPin, IconPhoto } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import styles from "./line.module.css";
import { Picture } from "./Picture";
import { type Json, objectOf, objectsOf, textOf } from "./read";
import type { LineMessage, OnTap } from "./types";

/** LINE shows the quick replies of the last message only. */
export function quickRepliesOf(messages: readonly LineMessage[]): readonly Json[] {
  return objectsOf(objectOf(messages.at(-1)?.quickReply).items, 13);
}

interface Props {
  items: readonly Json[];
  onTap?: OnTap;
}

const ICONS = {
  camera: IconCamera,
  cameraRoll: IconPhoto,
  location: IconMapPin,
  datetimepicker: IconCalendar,
};

/** The row of round buttons below the last message. Draws nothing when there are none. */
export function QuickReplies({ items, onTap }: Props) {
  const { t } = useTranslation("line");
  if (items.length === 0) return null;
  return (
    <ul className={styles.quickReplies} aria-label={t("quickReplies")}>
      {items.map((item, index) => {
        const action = objectOf(item.action);
        const Icon = Object.hasOwn(ICONS, textOf(action.type))
          ? ICONS[action.type as keyof typeof ICONS]
          : undefined;
        return (
          <li key={index}>
            <button
              type="button"
              className={styles.quickReply}
              disabled={!onTap}
              onClick={() => onTap?.(action)}
            >
              {item.imageUrl ? (
                <Picture url={item.imageUrl} className={styles.quickIcon} />
              ) : Icon ? (
                <Icon size={16} aria-hidden />
              ) : null}
              {textOf(action.label).slice(0, 100)}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
