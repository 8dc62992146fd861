import { Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CountOut } from "@/api/schema.gen";
import { countText } from "@/components/CountText";
import { BulkForm } from "./BulkForm";
import { BulkRunning } from "./BulkRunning";
import type { Who } from "./queries";

interface Props {
  channelId: number;
  who: Who;
  count: CountOut;
  /** What to begin with: the name of an action, e.g. `add_tag`. */
  first?: string;
  onClose: () => void;
  /** It was started, so the choice of friends has done its work. */
  onStarted?: () => void;
}

/** Does something to many friends at once: choose what, see what would happen, start it, watch it, take it back. */
export function BulkDialog({ channelId, who, count, first, onClose, onStarted }: Props) {
  const { t, i18n } = useTranslation("bulk");
  const [operationId, setOperationId] = useState<number | null>(null);
  const people = countText(count, i18n.language);
  if (operationId !== null) {
    return (
      <Modal opened onClose={onClose} title={t("running.title")} size="lg">
        <BulkRunning operationId={operationId} channelId={channelId} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={t("title", { people })} size="xl">
      <BulkForm
        channelId={channelId}
        who={who}
        people={people}
        first={first}
        onClose={onClose}
        onStarted={(id) => {
          setOperationId(id);
          onStarted?.();
        }}
      />
    </Modal>
  );
}
