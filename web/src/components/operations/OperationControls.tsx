import { Button, Group, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconArrowBackUp, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { OperationDetailOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { deedsFor } from "./state";
import { type OperationDeed, useOperationDeed } from "./useOperation";

const ICONS = { cancel: IconPlayerStop, resume: IconPlayerPlay, undo: IconArrowBackUp };

/** Stop, resume, undo: whichever the state allows. Asks first where something would change that stays. */
export function OperationControls({ operation }: { operation: OperationDetailOut }) {
  const { t } = useTranslation("operations");
  const can = useCan();
  const act = useOperationDeed(operation.id);
  const deeds = deedsFor(operation);
  if (!can("friends.edit") || deeds.length === 0) return null;
  const ask = (deed: OperationDeed) =>
    modals.openConfirmModal({
      title: t(`ask.${deed}.title`),
      children: <Text size="sm">{questionOf(deed)}</Text>,
      labels: {
        confirm: t(`ask.${deed}.do`, { count: operation.undoable }),
        cancel: t("common:action.back"),
      },
      confirmProps: { color: deed === "cancel" ? "red" : undefined },
      onConfirm: () => act.mutate(deed),
    });
  const questionOf = (deed: OperationDeed) => {
    const lasting = operation.parts.filter((part) => !part.can_undo).length;
    const text = t(`ask.${deed}.text`, { count: operation.undoable });
    return deed === "undo" && lasting > 0 ? `${text} ${t("ask.undo.lasting")}` : text;
  };
  return (
    <Group gap="xs">
      {deeds.map((deed) => {
        const Icon = ICONS[deed];
        return (
          <Button
            key={deed}
            size="sm"
            variant={deed === "resume" ? "filled" : "default"}
            leftSection={<Icon size={16} aria-hidden />}
            loading={act.isPending}
            onClick={() => (deed === "resume" ? act.mutate(deed) : ask(deed))}
          >
            {t(`do.${deed}`)}
          </Button>
        );
      })}
    </Group>
  );
}
