/**
 * How a Flex component becomes CSS. Pure: component in, style out. LINE's layout is CSS flexbox with other words and
 * other defaults; where a value is not one that LINE knows it is left out, as LINE's app does.
 */
import type { CSSProperties } from "react";
import { BORDERS, IMAGES, LETTERS, lengthOf, ratioOf, SPACES } from "./flexSizes";
import { type Json, numberOf, objectOf, oneOf } from "./read";
import { safeColour } from "./safe";

export type Layout = "vertical" | "horizontal" | "baseline";

export function layoutOf(box: Json): Layout {
  return oneOf(box.layout, ["horizontal", "baseline"] as const) ?? "vertical";
}

/** How a component takes its place in its box. `gap` is the box's spacing, which its own margin replaces. */
export function placeStyle(
  part: Json,
  parent: Layout,
  gap: string | undefined,
  isFirst: boolean,
): CSSProperties {
  const offsets: CSSProperties = {
    top: lengthOf(part.offsetTop, SPACES, true),
    bottom: lengthOf(part.offsetBottom, SPACES, true),
    insetInlineStart: lengthOf(part.offsetStart, SPACES, true),
    insetInlineEnd: lengthOf(part.offsetEnd, SPACES, true),
  };
  if (part.position === "absolute") return { position: "absolute", ...offsets };
  const distance = isFirst ? undefined : (lengthOf(part.margin, SPACES) ?? gap);
  return {
    position: "relative",
    ...offsets,
    flex: flexOf(part, parent),
    [parent === "vertical" ? "marginTop" : "marginInlineStart"]: distance,
  };
}

/** Beside each other components share the width evenly; below each other each is as high as its content. */
export function flexOf(part: Json, parent: Layout): string {
  const given = numberOf(part.flex);
  const isSized = part.type === "box" && (parent === "vertical" ? part.height : part.width) !== undefined;
  const natural =
    part.type === "filler" ? 1 : isSized || part.type === "icon" || part.type === "separator" ? 0 : undefined;
  const share = given ?? natural ?? (parent === "vertical" ? 0 : 1);
  if (share <= 0) return parent === "vertical" ? "0 0 auto" : "0 1 auto";
  return parent === "vertical" ? `${share} 0 auto` : `${share} 1 0`;
}

export function boxStyle(box: Json): CSSProperties {
  const layout = layoutOf(box);
  const border = lengthOf(box.borderWidth, BORDERS);
  const radius = lengthOf(box.cornerRadius, SPACES);
  return {
    display: "flex",
    flexDirection: layout === "vertical" ? "column" : "row",
    alignItems: layout === "baseline" ? "baseline" : (alignment(box.alignItems) ?? "stretch"),
    justifyContent: oneOf(box.justifyContent, JUSTIFY),
    ...paddings(box),
    background: gradientOf(box.background),
    backgroundColor: safeColour(box.backgroundColor),
    border:
      border && border !== "0px" ? `${border} solid ${safeColour(box.borderColor) ?? "#e0e0e0"}` : undefined,
    borderRadius: radius,
    overflow: radius && radius !== "0px" ? "hidden" : undefined,
    width: lengthOf(box.width, {}, true),
    maxWidth: lengthOf(box.maxWidth, {}, true),
    height: lengthOf(box.height, {}, true),
    maxHeight: lengthOf(box.maxHeight, {}, true),
  };
}

const JUSTIFY = [
  "center",
  "flex-start",
  "flex-end",
  "space-between",
  "space-around",
  "space-evenly",
] as const;

function alignment(value: unknown) {
  return oneOf(value, ["center", "flex-start", "flex-end"] as const);
}

function paddings(box: Json): CSSProperties {
  const all = lengthOf(box.paddingAll, SPACES, true);
  return {
    paddingTop: lengthOf(box.paddingTop, SPACES, true) ?? all,
    paddingBottom: lengthOf(box.paddingBottom, SPACES, true) ?? all,
    paddingInlineStart: lengthOf(box.paddingStart, SPACES, true) ?? all,
    paddingInlineEnd: lengthOf(box.paddingEnd, SPACES, true) ?? all,
  };
}

export function gradientOf(value: unknown): string | undefined {
  const background = objectOf(value);
  const [, degrees] = /^(\d{1,3}(?:\.\d{1,4})?)deg$/.exec(String(background.angle)) ?? [];
  const start = safeColour(background.startColor);
  const end = safeColour(background.endColor);
  if (background.type !== "linearGradient" || degrees === undefined || !start || !end) return undefined;
  const centre = safeColour(background.centerColor);
  const position = lengthOf(background.centerPosition, {}, true) ?? "50%";
  return `linear-gradient(${degrees}deg, ${[start, ...(centre ? [`${centre} ${position}`] : []), end].join(", ")})`;
}

/** Letters of a text or of one of its spans. A span takes from its text what it does not say itself. */
export function letterStyle(part: Json, isSpan = false): CSSProperties {
  return {
    fontSize: lengthOf(part.size, LETTERS) ?? (isSpan ? undefined : "16px"),
    fontWeight: part.weight === "bold" ? 700 : part.weight === "regular" || !isSpan ? 400 : undefined,
    fontStyle: part.style === "italic" ? "italic" : part.style === "normal" ? "normal" : undefined,
    textDecoration: oneOf(part.decoration, ["underline", "line-through", "none"] as const),
    color: safeColour(part.color) ?? (isSpan ? undefined : "#111111"),
  };
}

export function textStyle(text: Json): CSSProperties {
  const lines = numberOf(text.maxLines);
  const spacing = lengthOf(text.lineSpacing, {});
  return {
    ...letterStyle(text),
    textAlign: oneOf(text.align, ["start", "end", "center"] as const),
    lineHeight: spacing ? `calc(1.35em + ${spacing})` : 1.35,
    ...(text.wrap === true
      ? { whiteSpace: "pre-wrap", overflowWrap: "anywhere" }
      : { whiteSpace: "nowrap", overflow: "hidden", textOverflow: "ellipsis" }),
    ...(text.wrap === true && lines && lines > 0
      ? { display: "-webkit-box", WebkitBoxOrient: "vertical", WebkitLineClamp: lines, overflow: "hidden" }
      : {}),
  };
}

/** Where a component lies in a place that is larger than it. */
export function gravityStyle(part: Json): CSSProperties {
  const gravity = oneOf(part.gravity, ["top", "bottom", "center"] as const);
  return {
    justifyContent: gravity === "center" ? "center" : gravity === "bottom" ? "flex-end" : undefined,
  };
}

export function imageStyle(image: Json): CSSProperties {
  const width = image.size === "full" ? "100%" : (lengthOf(image.size, IMAGES, true) ?? `${IMAGES.md}px`);
  const align = oneOf(image.align, ["start", "end"] as const);
  return {
    width,
    maxWidth: "100%",
    aspectRatio: String(ratioOf(image.aspectRatio)),
    objectFit: image.aspectMode === "cover" ? "cover" : "contain",
    backgroundColor: safeColour(image.backgroundColor),
    alignSelf: align === "start" ? "flex-start" : align === "end" ? "flex-end" : "center",
  };
}

/** An icon stands on the baseline and is as high as letters of its size. */
export function iconStyle(icon: Json): CSSProperties {
  const height = lengthOf(icon.size, LETTERS) ?? `${LETTERS.md}px`;
  return { height, aspectRatio: String(ratioOf(icon.aspectRatio)), objectFit: "contain", flexShrink: 0 };
}
