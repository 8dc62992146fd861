import { Button, Group, Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationOut } from "@/api/schema.gen";
import { type Block, MessageComposer } from "@/components/composer";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  blocks: Block[];
  talk: ConversationOut;
  onDone: (blocks: Block[]) => void;
}

/** Every kind of bubble for one answer, with the phone beside it. */
export function FullComposerModal({ isOpen, onClose, blocks, talk, onDone }: Props) {
  const { t } = useTranslation("talk");
  const [written, setWritten] = useState<Block[]>(blocks);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was written before counts at the moment of opening.
  useEffect(() => {
    if (isOpen) setWritten(blocks);
  }, [isOpen]);
  return (
    <Modal opened={isOpen} onClose={onClose} size={1080} title={t("full.title")}>
      <MessageComposer
        value={written}
        onChange={setWritten}
        channelId={talk.channel_id}
        previewFriend={talk.display_name ? { name: talk.display_name } : null}
      />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t("common:action.cancel")}
        </Button>
        <Button
          onClick={() => {
            onDone(written);
            onClose();
          }}
        >
          {t("full.done")}
        </Button>
      </Group>
    </Modal>
  );
}
