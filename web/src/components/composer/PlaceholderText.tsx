import { Group, Input } from "@mantine/core";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ChipPanel } from "./ChipPanel";
import { Count } from "./CountedInput";
import {
  chipElement,
  placeholderOf,
  readText,
  redraw,
  setPlaceholder,
  stepOverMark,
  writeText,
} from "./chips";
import classes from "./composer.module.css";
import { lengthOf } from "./count";
import { PlaceholderMenu } from "./PlaceholderMenu";
import type { Placeholder } from "./placeholders";
import { type Offered, usePlaceholders } from "./usePlaceholders";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  limit: number;
  unit: "utf16" | "letters";
  minRows?: number;
  error?: string;
  required?: boolean;
  /** Shows its tools only while it is being written in. */
  isCompact?: boolean;
}

/** A text in which placeholders stand as chips. The value is the text with `{{name|fallback}}` written out. */
export function PlaceholderText({
  label,
  value,
  onChange,
  limit,
  unit,
  minRows = 3,
  error,
  required,
  isCompact,
}: Props) {
  const { t } = useTranslation("composer");
  const id = useId();
  const field = useRef<HTMLDivElement>(null);
  const caret = useRef<Range>(null);
  const [chosen, setChosen] = useState<HTMLElement | null>(null);

  const offered = usePlaceholders();
  const known = ({ name }: Placeholder) => offered.find((one) => one.name === name);
  const nameOf = (each: Placeholder) => known(each)?.label ?? each.name;
  const wordsOf = (each: Placeholder) =>
    each.fallback ? t("placeholder.chip", { name: nameOf(each), fallback: each.fallback }) : nameOf(each);
  const draw = (each: Placeholder) => chipElement(each, classes.chip ?? "", wordsOf(each), !known(each));

  // The browser edits the field by itself; it is only written anew when the value came from elsewhere.
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || readText(element) === value) return;
    writeText(element, value, draw);
    setChosen(null);
  });

  // The names of fields arrive after the text that speaks of them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what draws a chip follows from what is offered
  useEffect(() => {
    for (const chip of field.current?.querySelectorAll<HTMLElement>("[data-placeholder]") ?? []) {
      const placeholder = placeholderOf(chip);
      if (placeholder) redraw(chip, wordsOf(placeholder), !known(placeholder));
    }
  }, [offered]);

  const told = () => field.current && onChange(readText(field.current));
  const remember = () => {
    const selection = document.getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
    if (range && field.current?.contains(range.commonAncestorContainer)) caret.current = range.cloneRange();
  };
  const insert = ({ name, fallback }: Offered) => {
    const element = field.current;
    if (!element) return;
    const chip = draw({ name, fallback });
    const range =
      caret.current && element.contains(caret.current.commonAncestorContainer)
        ? caret.current
        : endOf(element);
    range.deleteContents();
    range.insertNode(document.createTextNode("\u200b"));
    range.insertNode(chip);
    told();
    setChosen(chip);
  };
  const choose = (target: EventTarget) => {
    const chip = target instanceof HTMLElement ? target.closest<HTMLElement>("[data-placeholder]") : null;
    setChosen(chip && field.current?.contains(chip) ? chip : null);
    return chip !== null;
  };
  const length = lengthOf(value, unit);

  return (
    <Input.Wrapper
      id={id}
      className={isCompact ? classes.compact : undefined}
      label={label}
      labelElement="div"
      labelProps={{ id: `${id}-label` }}
      required={required}
      error={error}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: no text area can hold chips */}
      <div
        ref={field}
        className={classes.field}
        data-invalid={error ? true : undefined}
        style={{ minHeight: `${minRows * 1.55 + 1}em` }}
        role="textbox"
        tabIndex={0}
        aria-multiline
        aria-labelledby={`${id}-label`}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        contentEditable="plaintext-only"
        suppressContentEditableWarning
        dir="auto"
        onInput={told}
        onBlur={remember}
        onKeyUp={remember}
        onClick={(event) => choose(event.target)}
        onKeyDown={(event) => {
          if (event.key === "Backspace") stepOverMark();
          if ((event.key === "Enter" || event.key === " ") && choose(event.target)) event.preventDefault();
        }}
      />
      {chosen?.isConnected ? (
        <ChipPanel
          placeholder={placeholderOf(chosen) ?? { name: "" }}
          name={nameOf(placeholderOf(chosen) ?? { name: "" })}
          onChange={(changed) => {
            setPlaceholder(chosen, changed, wordsOf(changed));
            told();
          }}
          onRemove={() => {
            chosen.remove();
            setChosen(null);
            told();
          }}
        />
      ) : null}
      <Group justify="space-between" mt={4} gap="xs" className={classes.tools}>
        <PlaceholderMenu offered={offered} onOpen={remember} onChoose={insert} />
        <Count length={length} limit={limit} />
      </Group>
    </Input.Wrapper>
  );
}

function endOf(element: HTMLElement): Range {
  const range = document.createRange();
  range.selectNodeContents(element);
  range.collapse(false);
  return range;
}
