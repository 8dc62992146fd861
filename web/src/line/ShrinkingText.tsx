import { type CSSProperties, type ReactNode, useLayoutEffect, useRef } from "react";
import styles from "./flex.module.css";

const SMALLEST = 6;

/** A text whose letters get smaller until it fits its line, as `adjustMode: shrink-to-fit` asks for. */
export function ShrinkingText({ style, children }: { style: CSSProperties; children: ReactNode }) {
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const span = element.current;
    if (!span) return;
    span.style.fontSize = String(style.fontSize ?? "");
    const natural = Number.parseFloat(getComputedStyle(span).fontSize);
    if (span.scrollWidth <= span.clientWidth || !natural) return;
    span.style.fontSize = `${Math.max(SMALLEST, Math.floor((natural * span.clientWidth) / span.scrollWidth))}px`;
  });
  return (
    <span ref={element} className={styles.text} style={style} dir="auto">
      {children}
    </span>
  );
}
