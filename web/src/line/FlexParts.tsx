import { IconPlayerPlayFilled } from "@tabler/icons-react";
import styles from "./flex.module.css";
import { lengthOf, ratioOf, SPACES } from "./flexSizes";
import {
  boxStyle,
  gravityStyle,
  iconStyle,
  imageStyle,
  type Layout,
  layoutOf,
  letterStyle,
  placeStyle,
  textStyle,
} from "./flexStyles";
import { Picture } from "./Picture";
import { type Json, objectOf, objectsOf, textOf } from "./read";
import { ShrinkingText } from "./ShrinkingText";
import { safeColour } from "./safe";
import { Tappable } from "./Tappable";
import type { OnTap } from "./types";

interface Props {
  part: Json;
  parent: Layout;
  gap?: string;
  isFirst: boolean;
  depth: number;
  onTap?: OnTap;
}

/** LINE refuses deeper nesting; a message that was never LINE's could nest without end. */
const DEEPEST = 50;

/** One component of a Flex message with all that it holds. What LINE does not know is left out, as LINE does. */
export function FlexPart(props: Props) {
  const { part, parent, gap, isFirst, depth, onTap } = props;
  const place = placeStyle(part, parent, gap, isFirst);
  if (depth > DEEPEST) return null;
  switch (part.type) {
    case "box":
      return <FlexBox {...props} />;
    case "text":
      return (
        <Tappable
          action={part.action}
          onTap={onTap}
          className={styles.part}
          style={{ ...place, ...gravityStyle(part) }}
        >
          <FlexText part={part} />
        </Tappable>
      );
    case "button":
      return <FlexButton {...props} />;
    case "image":
      return (
        <Tappable
          action={part.action}
          onTap={onTap}
          label={textOf(objectOf(part.action).label) || undefined}
          className={styles.part}
          style={{ ...place, ...gravityStyle(part) }}
        >
          <Picture url={part.url} style={imageStyle(part)} className={styles.image} />
        </Tappable>
      );
    case "icon":
      return <Picture url={part.url} style={{ ...place, ...iconStyle(part) }} className={styles.icon} />;
    case "separator":
      return <Separator part={part} parent={parent} gap={gap} isFirst={isFirst} />;
    case "filler":
      return <span style={place} />;
    case "video":
      return (
        <div className={styles.video} style={{ ...place, aspectRatio: String(ratioOf(part.aspectRatio)) }}>
          <Picture url={part.previewUrl} className={styles.cover} />
          <IconPlayerPlayFilled className={styles.play} size={44} aria-hidden />
        </div>
      );
    default:
      return null;
  }
}

function FlexBox({ part, parent, gap, isFirst, depth, onTap }: Props) {
  const layout = layoutOf(part);
  const spacing = lengthOf(part.spacing, SPACES);
  const contents = objectsOf(part.contents);
  const firstInFlow = contents.findIndex((child) => child.position !== "absolute");
  return (
    <Tappable
      action={part.action}
      onTap={onTap}
      className={styles.box}
      style={{ ...placeStyle(part, parent, gap, isFirst), ...boxStyle(part) }}
    >
      {contents.map((child, index) => (
        <FlexPart
          key={index}
          part={child}
          parent={layout}
          gap={spacing}
          isFirst={index === firstInFlow}
          depth={depth + 1}
          onTap={onTap}
        />
      ))}
    </Tappable>
  );
}

function FlexText({ part }: { part: Json }) {
  const spans = objectsOf(part.contents);
  const content =
    spans.length > 0
      ? spans.map((span, index) => (
          <span key={index} style={letterStyle(span, true)}>
            {textOf(span.text)}
          </span>
        ))
      : textOf(part.text);
  if (part.adjustMode === "shrink-to-fit")
    return <ShrinkingText style={textStyle(part)}>{content}</ShrinkingText>;
  return (
    <span className={styles.text} style={textStyle(part)} dir="auto">
      {content}
    </span>
  );
}

const PAINT = {
  primary: { background: "#17c950", ink: "#ffffff" },
  secondary: { background: "#dcdfe5", ink: "#111111" },
};

function FlexButton({ part, parent, gap, isFirst, onTap }: Props) {
  const colour = safeColour(part.color);
  const paint =
    part.style === "primary" ? PAINT.primary : part.style === "secondary" ? PAINT.secondary : undefined;
  return (
    <div className={styles.part} style={{ ...placeStyle(part, parent, gap, isFirst), ...gravityStyle(part) }}>
      <Tappable
        action={part.action}
        onTap={onTap}
        className={part.height === "sm" ? styles.buttonSmall : styles.button}
        style={
          paint
            ? { backgroundColor: colour ?? paint.background, color: paint.ink }
            : { color: colour ?? "#42659a" }
        }
      >
        <span className={styles.buttonLabel}>{textOf(objectOf(part.action).label)}</span>
      </Tappable>
    </div>
  );
}

function Separator({ part, parent, gap, isFirst }: Pick<Props, "part" | "parent" | "gap" | "isFirst">) {
  const distance = lengthOf(part.margin, SPACES) ?? (isFirst ? undefined : gap);
  const backgroundColor = safeColour(part.color) ?? "#d4d6da";
  return parent === "vertical" ? (
    <span className={styles.line} style={{ backgroundColor, marginTop: distance }} />
  ) : (
    <span className={styles.upright} style={{ backgroundColor, marginInlineStart: distance }} />
  );
}
