import { useTranslation } from "react-i18next";
import { Picture } from "./Picture";
import { isObject, type Json, objectOf, objectsOf, textOf } from "./read";
import { safeColour } from "./safe";
import { Tappable } from "./Tappable";
import styles from "./template.module.css";
import type { LineMessage, OnTap } from "./types";
import { UnknownMessage } from "./UnknownMessage";

/** Buttons, confirm, carousel and image carousel. */
export function Template({ message, onTap }: { message: LineMessage; onTap?: OnTap }) {
  const { t } = useTranslation("line");
  const template = objectOf(message.template);
  const name = textOf(message.altText).slice(0, 300) || t("kind.template");
  switch (template.type) {
    case "buttons":
      return <Card card={template} frame={template} onTap={onTap} />;
    case "confirm":
      return <Confirm template={template} onTap={onTap} />;
    case "carousel":
    case "image_carousel":
      return (
        // A row that scrolls must be within the keyboard's reach.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        <section className={styles.row} aria-label={name} tabIndex={0}>
          {objectsOf(template.columns, 10).map((column, index) =>
            template.type === "carousel" ? (
              <Card key={index} card={column} frame={template} isColumn onTap={onTap} />
            ) : (
              <PictureCard key={index} column={column} onTap={onTap} />
            ),
          )}
        </section>
      );
    default:
      return <UnknownMessage type={`template ${textOf(template.type)}`.trim()} />;
  }
}

interface CardProps {
  card: Json;
  /** Where the shape of the pictures is written: for a carousel once for all columns. */
  frame: Json;
  isColumn?: boolean;
  onTap?: OnTap;
}

function Card({ card, frame, isColumn = false, onTap }: CardProps) {
  const title = textOf(card.title);
  return (
    <div className={isColumn ? styles.column : styles.card}>
      <Tappable action={card.defaultAction} onTap={onTap} className={styles.head}>
        {card.thumbnailImageUrl ? (
          <Picture
            url={card.thumbnailImageUrl}
            className={frame.imageAspectRatio === "square" ? styles.square : styles.rectangle}
            style={{
              objectFit: frame.imageSize === "contain" ? "contain" : "cover",
              backgroundColor: safeColour(card.imageBackgroundColor),
            }}
          />
        ) : null}
        <div className={styles.words} dir="auto">
          {title ? <strong className={styles.title}>{title.slice(0, 400)}</strong> : null}
          <span className={styles.text}>{textOf(card.text).slice(0, 1000)}</span>
        </div>
      </Tappable>
      <div className={styles.actions}>
        {objectsOf(card.actions, 4).map((action, index) => (
          <Tappable key={index} action={action} onTap={onTap} className={styles.action}>
            {textOf(action.label).slice(0, 200)}
          </Tappable>
        ))}
      </div>
    </div>
  );
}

function Confirm({ template, onTap }: { template: Json; onTap?: OnTap }) {
  return (
    <div className={styles.card}>
      <div className={styles.question} dir="auto">
        {textOf(template.text).slice(0, 1000)}
      </div>
      <div className={styles.pair}>
        {objectsOf(template.actions, 2).map((action, index) => (
          <Tappable key={index} action={action} onTap={onTap} className={styles.action}>
            {textOf(action.label).slice(0, 200)}
          </Tappable>
        ))}
      </div>
    </div>
  );
}

function PictureCard({ column, onTap }: { column: Json; onTap?: OnTap }) {
  const label = isObject(column.action) ? textOf(column.action.label).slice(0, 100) : "";
  return (
    <Tappable action={column.action} onTap={onTap} className={styles.pictureCard} label={label || undefined}>
      <Picture url={column.imageUrl} className={styles.square} />
      {label ? <span className={styles.pill}>{label}</span> : null}
    </Tappable>
  );
}
