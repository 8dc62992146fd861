import { ActionIcon, Button, Card, Group, Modal, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { CustomerOut } from "@/api/schema.gen";
import { useSourceText, useSystemName } from "@/components/customers";
import { ErrorNote } from "@/components/ErrorNote";
import classes from "./customers.module.css";
import { useCustomerDeed } from "./useCustomerDeed";

/** How the person is known elsewhere: numbers of other systems, addresses, phone numbers. */
export function IdentifiersCard({ customer, mayEdit }: { customer: CustomerOut; mayEdit: boolean }) {
  const { t } = useTranslation("customers");
  const systemName = useSystemName();
  const sourceText = useSourceText();
  const [isOpen, { open, close }] = useDisclosure(false);
  const path = { customer_id: customer.id };
  const removeId = useCustomerDeed({
    run: (external_id_id: number) =>
      answer(
        api.DELETE("/api/v1/customers/{customer_id}/external-ids/{external_id_id}", {
          params: { path: { ...path, external_id_id } },
        }),
      ),
    done: () => t("ids.removed"),
  });
  const removeKey = useCustomerDeed({
    run: (key_id: number) =>
      answer(
        api.DELETE("/api/v1/customers/{customer_id}/keys/{key_id}", {
          params: { path: { ...path, key_id } },
        }),
      ),
    done: () => t("ids.removed"),
  });
  const keys = customer.keys.filter((key) => key.kind !== "name_birthday");
  return (
    <Card withBorder>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {t("ids.title")}
        </Title>
        {mayEdit ? (
          <Button variant="default" size="xs" leftSection={<IconPlus size={14} />} onClick={open}>
            {t("common:action.add")}
          </Button>
        ) : null}
      </Group>
      {customer.external_ids.length + keys.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("ids.none")}
        </Text>
      ) : null}
      <Stack gap={6}>
        {customer.external_ids.map((one) => (
          <Line
            key={`id-${one.id}`}
            kind={systemName(one.system)}
            value={one.value}
            source={sourceText(one.source)}
            onRemove={mayEdit ? () => removeId.mutate(one.id) : undefined}
          />
        ))}
        {keys.map((key) => (
          <Line
            key={`key-${key.id}`}
            kind={t(`evidence.${key.kind}`)}
            value={key.hint}
            source={sourceText(key.source)}
            onRemove={mayEdit ? () => removeKey.mutate(key.id) : undefined}
          />
        ))}
      </Stack>
      <Text size="xs" c="dimmed" mt="xs">
        {t("ids.hint")}
      </Text>
      <Modal opened={isOpen} onClose={close} title={t("ids.add")}>
        {isOpen ? <Form customer={customer} onClose={close} /> : null}
      </Modal>
    </Card>
  );
}

interface LineProps {
  kind: string;
  value: string;
  source: ReactNode;
  onRemove?: () => void;
}

function Line({ kind, value, source, onRemove }: LineProps) {
  const { t } = useTranslation("customers");
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Stack gap={0} miw={0}>
        <Text size="sm" className={classes.wrapping}>
          <Text span c="dimmed" size="sm">
            {kind}
          </Text>{" "}
          {value}
        </Text>
        <Text size="xs" c="dimmed">
          {source}
        </Text>
      </Stack>
      {onRemove ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t("ids.remove", { value: `${kind} ${value}` })}
          onClick={onRemove}
        >
          <IconX size={16} />
        </ActionIcon>
      ) : null}
    </Group>
  );
}

function Form({ customer, onClose }: { customer: CustomerOut; onClose: () => void }) {
  const { t } = useTranslation("customers");
  const form = useForm({ initialValues: { kind: "email", system: "shop", value: "" } });
  const isId = form.values.kind === "id";
  const add = useCustomerDeed({
    run: ({ kind, system, value }: typeof form.values) => {
      const params = { path: { customer_id: customer.id } };
      if (kind === "id")
        return answer(
          api.POST("/api/v1/customers/{customer_id}/external-ids", { params, body: { system, value } }),
        );
      const body = kind === "email" ? { email: value, phone: "" } : { email: "", phone: value };
      return answer(api.POST("/api/v1/customers/{customer_id}/keys", { params, body }));
    },
    done: () => t("ids.added"),
    onDone: onClose,
    isQuiet: true,
  });
  const problems = add.error instanceof Problem ? add.error.fields : {};
  return (
    <form onSubmit={form.onSubmit((values) => add.mutate(values))}>
      <Stack>
        <ErrorNote error={add.error} />
        <Select
          label={t("ids.kind")}
          allowDeselect={false}
          data={[
            { value: "email", label: t("evidence.email") },
            { value: "phone", label: t("evidence.phone") },
            { value: "id", label: t("ids.external") },
          ]}
          {...form.getInputProps("kind")}
        />
        {isId ? (
          <TextInput
            required
            label={t("ids.system")}
            description={t("ids.systemHint")}
            {...form.getInputProps("system")}
            error={problems.system}
          />
        ) : null}
        <TextInput
          required
          data-autofocus
          label={isId ? t("ids.value") : t(`evidence.${form.values.kind}`)}
          {...form.getInputProps("value")}
          error={problems.value ?? problems.email ?? problems.phone}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {t("common:action.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
