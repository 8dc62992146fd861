import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import { useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { useCustomerDeed } from "./useCustomerDeed";

const EMPTY = { name: "", kana: "", birthday: "", email: "", phone: "" };

/** A customer by hand; most come with orders, or with a friend who is linked. */
export function NewCustomer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("customers");
  return (
    <Modal opened={isOpen} onClose={onClose} title={t("new.title")}>
      {isOpen ? <Form onClose={onClose} /> : null}
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("customers");
  const channelId = useChannelId();
  const navigate = useNavigate();
  const form = useForm({ initialValues: EMPTY });
  const save = useCustomerDeed({
    run: (values: typeof EMPTY) =>
      answer(
        api.POST("/api/v1/customers", {
          body: { ...values, birthday: values.birthday || null, note: "", external_ids: [], friend_ids: [] },
        }),
      ),
    done: (made) => t("new.done", { name: made.name }),
    onDone: (made) => {
      onClose();
      void navigate({ to: `/c/${channelId}/customers/${made.id}` });
    },
    isQuiet: true,
  });
  const problems = save.error instanceof Problem ? save.error.fields : {};
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <ErrorNote error={save.error} />
        <TextInput
          data-autofocus
          required
          label={t("attribute.name")}
          {...form.getInputProps("name")}
          error={problems.name}
        />
        <TextInput label={t("attribute.kana")} {...form.getInputProps("kana")} error={problems.kana} />
        <TextInput
          type="date"
          label={t("attribute.birthday")}
          {...form.getInputProps("birthday")}
          error={problems.birthday}
        />
        <TextInput
          type="email"
          label={t("attribute.email")}
          {...form.getInputProps("email")}
          error={problems.email}
        />
        <TextInput
          type="tel"
          label={t("attribute.phone")}
          {...form.getInputProps("phone")}
          error={problems.phone}
        />
        <Text size="xs" c="dimmed">
          {t("new.keysHint")}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t("new.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
