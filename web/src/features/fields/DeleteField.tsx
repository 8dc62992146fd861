import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ListedFieldOut } from "@/api/schema.gen";
import { useCountText } from "@/components/CountText";
import { BackupButton } from "./BackupButton";
import { useFieldDeeds } from "./useFieldDeeds";

interface Props {
  field: ListedFieldOut;
  onClose: () => void;
  onUsed: () => void;
}

/** Says how many friends lose a value, and offers a copy first. */
export function DeleteField({ field, onClose, onUsed }: Props) {
  const { t } = useTranslation("fields");
  const countText = useCountText();
  const { remove } = useFieldDeeds(onUsed);
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const people = countText(field.friends);
  const hasValues = (field.friends?.number ?? 0) > 0;
  const go = async () => {
    setBusy(true);
    if (await remove(field)) onClose();
    setBusy(false);
  };
  return (
    <Modal opened onClose={onClose} title={t("delete.title", { name: field.name })}>
      <Stack>
        <Text size="sm">{t(hasValues ? "delete.withValues" : "delete.empty", { people })}</Text>
        {hasValues ? (
          <>
            <BackupButton field={field} />
            <Checkbox
              label={t("delete.sure", { people })}
              checked={isSure}
              onChange={(event) => setSure(event.currentTarget.checked)}
            />
          </>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button color="red" loading={isBusy} disabled={hasValues && !isSure} onClick={() => void go()}>
            {t("delete.do")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
