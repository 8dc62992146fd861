import { Menu } from "@mantine/core";
import { IconMapPin, IconMoodSmile, IconPhoto, IconPlus, IconSend2 } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Asked } from "./AskedFor";
import styles from "./chat.module.css";
import phone from "./handset.module.css";
import type { Perform } from "./useTaps";

interface Props {
  draft: string;
  onDraft: (text: string) => void;
  perform: Perform;
  ask: (asked: Asked) => void;
}

/** LINE refuses longer texts. */
const LONGEST_TEXT = 5_000;

/** What the person writes or attaches. Enter sends, Shift+Enter begins a line, and an open conversion keeps its Enter. */
export function InputBar({ draft, onDraft, perform, ask }: Props) {
  const { t } = useTranslation("phone");

  function send() {
    const text = draft.trim();
    if (!text) return;
    onDraft("");
    void perform("message", { message: { type: "text", text } });
  }

  function onKeyDown(event: KeyboardEvent) {
    // Safari ends the conversion before the key that ended it; 229 is how it tells.
    const isConverting = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isConverting) return;
    event.preventDefault();
    send();
  }

  return (
    <div className={styles.input}>
      <Menu position="top-start" withinPortal width={200}>
        <Menu.Target>
          <button
            type="button"
            className={phone.icon}
            aria-label={t("input.attach")}
            title={t("input.attach")}
          >
            <IconPlus size={22} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPhoto size={18} aria-hidden />} onClick={() => ask({ kind: "image" })}>
            {t("input.image")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconMoodSmile size={18} aria-hidden />}
            onClick={() => ask({ kind: "sticker" })}
          >
            {t("input.sticker")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconMapPin size={18} aria-hidden />}
            onClick={() => ask({ kind: "location" })}
          >
            {t("input.location")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <textarea
        className={styles.field}
        rows={1}
        value={draft}
        maxLength={LONGEST_TEXT}
        dir="auto"
        placeholder={t("input.placeholder")}
        aria-label={t("input.placeholder")}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button
        type="button"
        className={`${phone.icon} ${styles.send}`}
        disabled={!draft.trim()}
        onClick={send}
        aria-label={t("input.send")}
        title={t("input.send")}
      >
        <IconSend2 size={22} />
      </button>
    </div>
  );
}
