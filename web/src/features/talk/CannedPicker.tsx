import { Paper, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CannedReplyOut } from "@/api/schema.gen";
import { wordsOf } from "@/components/BlockSummary";
import { cannedRepliesQuery } from "./queries";
import classes from "./talk.module.css";

/** What follows a slash at the very beginning, as long as it is one word; null when no canned reply is asked for. */
export function cannedQueryOf(text: string): string | null {
  return /^[/／](\S*)$/.exec(text)?.[1] ?? null;
}

/** Those whose shortcut, name or folder holds `query`; the ones whose shortcut begins with it come first. */
export function matching(replies: readonly CannedReplyOut[], query: string): CannedReplyOut[] {
  const wanted = query.normalize("NFKC").toLowerCase();
  const isIn = (text: string) => text.normalize("NFKC").toLowerCase().includes(wanted);
  const rank = (one: CannedReplyOut) =>
    one.shortcut.toLowerCase().startsWith(wanted) && one.shortcut ? 0 : 1;
  return replies
    .filter((one) => isIn(one.shortcut) || isIn(one.name) || isIn(one.folder))
    .sort((one, other) => rank(one) - rank(other));
}

interface Props {
  text: string;
  /** Opened by its button rather than by a slash. */
  isOpen: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
  onPick: (canned: CannedReplyOut) => void;
  onClose: () => void;
}

/** Canned replies above the field: chosen with the arrows and Enter, whether a slash or the button opened them. */
export function CannedPicker({ text, isOpen, field, onPick, onClose }: Props) {
  const { t } = useTranslation("talk");
  const slash = cannedQueryOf(text);
  const isShown = isOpen || slash !== null;
  const { data } = useQuery({ ...cannedRepliesQuery, enabled: isShown });
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const found = matching(data ?? [], isOpen ? words : (slash ?? ""));
  const chosen = Math.min(at, Math.max(0, found.length - 1));
  const take = (event: KeyboardEvent) => {
    if (!isShown || event.isComposing) return;
    if (event.key === "Escape" && isOpen) onClose();
    else if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(0, chosen - 1));
    else if (event.key === "Enter" && found[chosen]) onPick(found[chosen]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const latest = useRef(take);
  latest.current = take;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isShown) return;
    const listen = (event: KeyboardEvent) => latest.current(event);
    const targets: (HTMLElement | null)[] = [field.current, box.current];
    for (const target of targets) target?.addEventListener("keydown", listen, true);
    return () => {
      for (const target of targets) target?.removeEventListener("keydown", listen, true);
    };
  }, [isShown, field]);
  if (!isShown) return null;
  return (
    <Paper withBorder shadow="md" className={classes.canned} ref={box}>
      {isOpen ? (
        <TextInput
          autoFocus
          size="xs"
          m="xs"
          placeholder={t("canned.search")}
          aria-label={t("canned.search")}
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            setAt(0);
          }}
        />
      ) : null}
      {found.length === 0 ? (
        <Text size="sm" c="dimmed" p="sm">
          {data?.length ? t("canned.noMatch") : t("canned.none")}
        </Text>
      ) : null}
      <div role="listbox" aria-label={t("canned.title")}>
        {found.slice(0, 50).map((one, index) => (
          <UnstyledButton
            key={one.id}
            role="option"
            aria-selected={index === chosen}
            className={classes.cannedRow}
            onClick={() => onPick(one)}
          >
            <Text size="sm" fw={600} truncate>
              {one.folder ? `${one.folder} / ${one.name}` : one.name}
              {one.shortcut ? (
                <Text span size="xs" c="dimmed" ml="xs">
                  /{one.shortcut}
                </Text>
              ) : null}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {one.blocks[0] ? wordsOf(one.blocks[0]) : ""}
            </Text>
          </UnstyledButton>
        ))}
      </div>
    </Paper>
  );
}
