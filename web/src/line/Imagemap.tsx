import { useTranslation } from "react-i18next";
import styles from "./line.module.css";
import { Picture } from "./Picture";
import { numberOf, objectOf, objectsOf, textOf } from "./read";
import { Tappable } from "./Tappable";
import type { LineMessage, OnTap } from "./types";

/** One picture with areas that can be tapped. Measures are given for a width of 1,040. */
export function Imagemap({ message, onTap }: { message: LineMessage; onTap?: OnTap }) {
  const { t } = useTranslation("line");
  const size = objectOf(message.baseSize);
  const width = Math.max(1, numberOf(size.width) ?? 1040);
  const height = Math.max(1, numberOf(size.height) ?? 1040);
  return (
    <div className={styles.imagemap} style={{ aspectRatio: String(Math.max(width / height, 0.2)) }}>
      <Picture
        url={`${textOf(message.baseUrl)}/700`}
        alt={textOf(message.altText).slice(0, 300) || t("kind.imagemap")}
        className={styles.cover}
      />
      {objectsOf(message.actions, 50).map((action, index) => {
        const area = objectOf(action.area);
        const share = (value: unknown, whole: number) => `${((numberOf(value) ?? 0) / whole) * 100}%`;
        return (
          <Tappable
            key={index}
            action={action}
            onTap={onTap && (() => onTap(asAction(action)))}
            label={
              textOf(action.label) ||
              textOf(action.text) ||
              textOf(action.linkUri) ||
              t("area", { number: index + 1 })
            }
            className={styles.area}
            style={{
              left: share(area.x, width),
              top: share(area.y, height),
              width: share(area.width, width),
              height: share(area.height, height),
            }}
          />
        );
      })}
    </div>
  );
}

/** Imagemaps name their address otherwise than every other action does. */
function asAction(action: LineMessage): LineMessage {
  return action.type === "uri" ? { type: "uri", uri: action.linkUri, label: action.label } : action;
}
