import { Modal, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { StarterGrid } from "./StarterGrid";

export function NewScenario({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("scenarios");
  return (
    <Modal
      closeButtonProps={{ "aria-label": t("common:action.close") }}
      opened={isOpen}
      onClose={onClose}
      title={t("new.title")}
      size="xl"
    >
      <Text size="sm" c="dimmed" mb="md">
        {t("new.hint")}
      </Text>
      <StarterGrid />
    </Modal>
  );
}
