import { ActionIcon, Alert, Button, Group, Kbd, Text, Textarea, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconCalendarClock,
  IconLayoutGridAdd,
  IconMessageBolt,
  IconSend,
  IconUserOff,
} from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CannedReplyOut, ConversationOut } from "@/api/schema.gen";
import { useChannel } from "@/app/session";
import { type Block, filled } from "@/components/composer";
import { ErrorNote } from "@/components/ErrorNote";
import { AttachedBlocks } from "./AttachedBlocks";
import { CannedPicker, cannedQueryOf } from "./CannedPicker";
import { blocksOf, draftOf, isEmpty } from "./drafts";
import { FullComposerModal } from "./FullComposerModal";
import { ImageButton } from "./ImageButton";
import { ScheduleModal } from "./ScheduleModal";
import classes from "./talk.module.css";
import { useReply } from "./useReply";

const LONGEST = 5_000;
const COUNTED_FROM = 4_000;
const MOST_BLOCKS = 5;

/** Whether this key press sends: Ctrl (or ⌘) and Enter, but never while a word is still being converted. */
export function isSendKey(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "keyCode" | "nativeEvent">,
) {
  const isComposing = event.nativeEvent.isComposing || event.keyCode === 229;
  return event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isComposing;
}

/** Where staff answer. A friend who has blocked the account cannot be answered, and that is said instead. */
export function ReplyComposer({ talk }: { talk: ConversationOut }) {
  const { t } = useTranslation("talk");
  if (talk.status === "blocked") {
    return (
      <Alert className={classes.composer} color="gray" icon={<IconUserOff size={18} />} radius={0}>
        {t("blocked.text")}
      </Alert>
    );
  }
  return <Writing talk={talk} />;
}

function Writing({ talk }: { talk: ConversationOut }) {
  const { t } = useTranslation("talk");
  const channel = useChannel();
  const { draft, write, send: sendDraft, goOut } = useReply(talk.friend_id);
  const field = useRef<HTMLTextAreaElement>(null);
  const [isPicking, setPicking] = useState(false);
  const [isFull, full] = useDisclosure(false);
  const [isLater, later] = useDisclosure(false);
  const blocks = blocksOf(draft);
  const isTooLong = draft.text.length > LONGEST;
  const canSend = !isEmpty(draft) && !isTooLong && blocks.length <= MOST_BLOCKS && !goOut.isPending;
  const send = () => {
    if (canSend) sendDraft(null);
  };
  const pick = (canned: CannedReplyOut) => {
    const values = { name: talk.display_name, "channel.name": channel.name };
    const picked = draftOf(filled(canned.blocks, values) as Block[]);
    const isQuery = cannedQueryOf(draft.text) !== null;
    const text = isQuery || !draft.text ? picked.text : `${draft.text}\n${picked.text}`;
    write({ text, blocks: [...draft.blocks, ...picked.blocks] });
    setPicking(false);
    field.current?.focus();
  };
  const closePicker = () => {
    setPicking(false);
    field.current?.focus();
  };
  const attach = (block: Block) => write({ blocks: [...draft.blocks, block] });
  return (
    <div className={classes.composer}>
      <ErrorNote error={goOut.error} onRetry={send} />
      <CannedPicker text={draft.text} isOpen={isPicking} field={field} onPick={pick} onClose={closePicker} />
      <AttachedBlocks blocks={draft.blocks} onChange={(changed) => write({ blocks: changed })} />
      <Textarea
        ref={field}
        aria-label={t("reply.label", { name: talk.display_name || t("nameless") })}
        placeholder={t("reply.placeholder")}
        autosize
        minRows={2}
        maxRows={8}
        value={draft.text}
        error={isTooLong ? t("reply.tooLong", { over: draft.text.length - LONGEST }) : undefined}
        onChange={(event) => write({ text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (!isSendKey(event)) return;
          event.preventDefault();
          send();
        }}
      />
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Group gap={2} wrap="nowrap">
          <ImageButton onImage={attach} field={field} />
          <Tool label={t("canned.open")} icon={IconMessageBolt} onClick={() => setPicking(!isPicking)} />
          <Tool label={t("full.open")} icon={IconLayoutGridAdd} onClick={full.open} />
          <Tool label={t("schedule.open")} icon={IconCalendarClock} onClick={later.open} isOff={!canSend} />
        </Group>
        <Group gap="sm" wrap="nowrap">
          {draft.text.length >= COUNTED_FROM ? (
            <Text size="xs" c={isTooLong ? "red" : "dimmed"} aria-live="polite">
              {t("reply.count", { count: draft.text.length, limit: LONGEST })}
            </Text>
          ) : null}
          <Text size="xs" c="dimmed" className={classes.keys}>
            <Kbd size="xs">Ctrl</Kbd> + <Kbd size="xs">Enter</Kbd>
          </Text>
          <Button
            leftSection={<IconSend size={16} aria-hidden />}
            disabled={!canSend}
            loading={goOut.isPending}
            onClick={send}
          >
            {t("reply.send")}
          </Button>
        </Group>
      </Group>
      {blocks.length > MOST_BLOCKS ? (
        <Text size="xs" c="red" role="alert">
          {t("reply.tooMany", { most: MOST_BLOCKS })}
        </Text>
      ) : null}
      <FullComposerModal
        isOpen={isFull}
        onClose={full.close}
        blocks={blocks}
        talk={talk}
        onDone={(written) => write(draftOf(written))}
      />
      <ScheduleModal
        isOpen={isLater}
        onClose={later.close}
        talk={talk}
        isPending={goOut.isPending}
        onChoose={(dueAt) => sendDraft(dueAt, later.close)}
      />
    </div>
  );
}

interface ToolProps {
  label: string;
  icon: typeof IconSend;
  onClick: () => void;
  isOff?: boolean;
}

function Tool({ label, icon: Icon, onClick, isOff = false }: ToolProps) {
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        onClick={onClick}
        disabled={isOff}
      >
        <Icon size={19} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
