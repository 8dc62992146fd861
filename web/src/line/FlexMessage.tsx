import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { FlexPart } from "./FlexParts";
import styles from "./flex.module.css";
import { BUBBLES } from "./flexSizes";
import { isObject, type Json, objectOf, objectsOf, textOf } from "./read";
import { safeColour } from "./safe";
import { Tappable } from "./Tappable";
import type { LineMessage, OnTap } from "./types";
import { UnknownMessage } from "./UnknownMessage";

/** A message of type `flex`: one bubble or a row of bubbles. */
export function FlexMessage({ message, onTap }: { message: LineMessage; onTap?: OnTap }) {
  const { t } = useTranslation("line");
  const contents = objectOf(message.contents);
  const bubbles =
    contents.type === "carousel"
      ? objectsOf(contents.contents, 12)
      : contents.type === "bubble"
        ? [contents]
        : [];
  if (bubbles.length === 0) return <UnknownMessage type={`flex ${textOf(contents.type)}`.trim()} />;
  return (
    <section
      className={bubbles.length > 1 ? styles.carousel : styles.single}
      aria-label={textOf(message.altText).slice(0, 300) || t("kind.flex")}
      // A row that scrolls must be within the keyboard's reach.
      tabIndex={bubbles.length > 1 ? 0 : undefined}
    >
      {bubbles.map((bubble, index) => (
        <FlexBubble key={index} bubble={bubble} onTap={onTap} />
      ))}
    </section>
  );
}

const BLOCKS = ["header", "hero", "body", "footer"] as const;

function FlexBubble({ bubble, onTap }: { bubble: Json; onTap?: OnTap }) {
  const size = textOf(bubble.size);
  const width = Object.hasOwn(BUBBLES, size) ? BUBBLES[size] : BUBBLES.mega;
  const blocks = BLOCKS.filter((name) => isObject(bubble[name]));
  return (
    <div className={styles.bubble} style={{ width }} dir={bubble.direction === "rtl" ? "rtl" : "ltr"}>
      <Tappable action={bubble.action} onTap={onTap} className={styles.bubbleInside}>
        {blocks.map((name, index) => (
          <div key={name} className={styles[name]} style={blockStyle(bubble, name, index === 0)}>
            <FlexPart part={paddedBlock(bubble, name)} parent="vertical" isFirst depth={0} onTap={onTap} />
          </div>
        ))}
      </Tappable>
    </div>
  );
}

function blockStyle(bubble: Json, name: (typeof BLOCKS)[number], isFirst: boolean): CSSProperties {
  const style = objectOf(objectOf(bubble.styles)[name]);
  return {
    backgroundColor: safeColour(style.backgroundColor),
    borderTop:
      style.separator === true && !isFirst
        ? `1px solid ${safeColour(style.separatorColor) ?? "#d4d6da"}`
        : undefined,
  };
}

/** LINE's blocks have a padding that their own box can replace, side by side. */
function paddedBlock(bubble: Json, name: (typeof BLOCKS)[number]): Json {
  const block = objectOf(bubble[name]);
  // Beside a higher bubble the body takes what is left, so that all footers stand in one line.
  if (name === "hero" || block.type !== "box") return block;
  const isSmall = bubble.size === "nano" || bubble.size === "micro";
  const padding = name === "footer" || isSmall ? "10px" : "20px";
  return { ...block, paddingAll: block.paddingAll ?? padding, flex: name === "body" ? 1 : 0 };
}
