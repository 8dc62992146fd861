import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconUserX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { useCan } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";

interface Props {
  customerId: number;
  name: string;
}

/** 消去 of a customer who is nobody's friend; begins only when the name has been typed. */
export function CustomerErasure({ customerId, name }: Props) {
  const { t } = useTranslation("privacy");
  const can = useCan();
  const [isOpen, setOpen] = useState(false);
  if (!can("privacy.edit")) return null;
  return (
    <>
      <Button
        variant="default"
        c="red"
        leftSection={<IconUserX size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t("customer.erase")}
      </Button>
      {isOpen ? <ErasureModal customerId={customerId} name={name} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function ErasureModal({ customerId, name, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation("privacy");
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const erase = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/customers/{customer_id}/erasure", {
          params: { path: { customer_id: customerId } },
          body: { name: typed.trim() },
        }),
      ),
    onSuccess: () => {
      notifications.show({ color: "teal", message: t("customer.erased") });
      void client.invalidateQueries();
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("erase.title")} size="lg">
      <Stack>
        <Alert color="red" icon={<IconAlertTriangle size={18} />}>
          {t("customer.warning")}
        </Alert>
        <ErrorNote error={erase.error} />
        <Text size="sm">{t("customer.what")}</Text>
        <Text size="xs" c="dimmed">
          {t("customer.files")}
        </Text>
        <TextInput
          label={t("customer.typeName")}
          description={name ? <bdi>{t("erase.name", { name })}</bdi> : t("customer.nameless")}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button
            color="red"
            disabled={typed.trim() !== name.trim()}
            loading={erase.isPending}
            onClick={() => erase.mutate()}
          >
            {t("erase.do")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
