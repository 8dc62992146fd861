import type { CSSProperties, ReactNode } from "react";
import styles from "./line.module.css";
import { isObject, textOf } from "./read";
import type { OnTap } from "./types";

interface Props {
  action: unknown;
  onTap?: OnTap;
  className?: string;
  style?: CSSProperties;
  label?: string;
  children?: ReactNode;
}

/** A part of a message: a button where it has an action and somebody listens, otherwise only its looks. */
export function Tappable({ action, onTap, className, style, label, children }: Props) {
  if (!isObject(action)) {
    return (
      <div className={className} style={style}>
        {children}
      </div>
    );
  }
  if (!onTap) {
    return (
      <div className={className} style={style} title={effectOf(action)}>
        {children}
      </div>
    );
  }
  return (
    // A button element may not hold blocks, and Flex boxes with actions hold further buttons.
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div
      className={[styles.tappable, className].filter(Boolean).join(" ")}
      style={style}
      role="button"
      tabIndex={0}
      aria-label={label}
      onClick={(event) => {
        event.stopPropagation();
        onTap(action);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        onTap(action);
      }}
    >
      {children}
    </div>
  );
}

/** What a tap would do, for those who look at a preview. */
function effectOf(action: Readonly<Record<string, unknown>>): string | undefined {
  const effect = [
    action.uri,
    action.linkUri,
    action.displayText,
    action.text,
    action.data,
    action.clipboardText,
  ].map(textOf);
  return effect.find((text) => text !== "")?.slice(0, 300);
}
