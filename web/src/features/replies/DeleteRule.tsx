import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { RuleOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";

export function DeleteRule({ rule }: { rule: RuleOut }) {
  const { t } = useTranslation("replies");
  const [isOpen, { open, close }] = useDisclosure(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const erase = useMutation({
    mutationFn: () =>
      answer(api.DELETE("/api/v1/rules/{rule_id}", { params: { path: { rule_id: rule.id } } })),
    onSuccess: async () => {
      notifications.show({ message: t("edit.deleted", { name: rule.name }) });
      await navigate({
        to: "/c/$channelId/replies",
        params: { channelId: String(rule.channel_id) },
        ignoreBlocker: true,
      });
      void client.invalidateQueries({ queryKey: ["rules"] });
    },
  });
  return (
    <>
      <Button variant="subtle" color="red" leftSection={<IconTrash size={16} />} onClick={open}>
        {t("common:action.delete")}
      </Button>
      <Modal
        closeButtonProps={{ "aria-label": t("common:action.close") }}
        opened={isOpen}
        onClose={close}
        title={t("edit.deleteTitle", { name: rule.name })}
      >
        <Stack>
          <Text size="sm">{t("edit.deleteText")}</Text>
          <ErrorNote error={erase.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {t("common:action.cancel")}
            </Button>
            <Button color="red" loading={erase.isPending} onClick={() => erase.mutate()}>
              {t("edit.deleteDeed", { name: rule.name })}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
