import { Button, Card, Group, Modal, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { CustomerOut } from "@/api/schema.gen";
import { useSourceText } from "@/components/customers";
import { ErrorNote } from "@/components/ErrorNote";
import { DateText, TimeText } from "@/components/TimeText";
import classes from "./customers.module.css";
import { useCustomerDeed } from "./useCustomerDeed";

const SHOWN = ["name", "kana", "birthday"] as const;

/** What is known of the person themselves, each with who said so. */
export function AttributesCard({ customer, mayEdit }: { customer: CustomerOut; mayEdit: boolean }) {
  const { t, i18n } = useTranslation("customers");
  const sourceText = useSourceText();
  const [isOpen, { open, close }] = useDisclosure(false);
  const shown = (name: (typeof SHOWN)[number]) => {
    const value = customer[name];
    if (!value) return "—";
    if (name !== "birthday") return value;
    return new Intl.DateTimeFormat(i18n.language, { dateStyle: "long", timeZone: "UTC" }).format(
      new Date(value),
    );
  };
  return (
    <Card withBorder>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {t("attribute.title")}
        </Title>
        {mayEdit ? (
          <Button variant="default" size="xs" leftSection={<IconPencil size={14} />} onClick={open}>
            {t("common:action.edit")}
          </Button>
        ) : null}
      </Group>
      <dl className={classes.facts}>
        {SHOWN.map((name) => {
          const said = customer.sources[name];
          return (
            <FactRow key={name} label={t(`attribute.${name}`)} value={shown(name)}>
              {said ? (
                <>
                  {sourceText(said.source)} ・ <TimeText at={said.at} />
                </>
              ) : null}
            </FactRow>
          );
        })}
        <FactRow label={t("attribute.note")} value={customer.note || "—"} />
        <FactRow label={t("attribute.created")} value={<DateText at={customer.created_at} />}>
          {sourceText(customer.source)}
        </FactRow>
      </dl>
      <Modal opened={isOpen} onClose={close} title={t("attribute.edit")}>
        {isOpen ? <Form customer={customer} onClose={close} /> : null}
      </Modal>
    </Card>
  );
}

interface FactProps {
  label: string;
  value: React.ReactNode;
  children?: React.ReactNode;
}

function FactRow({ label, value, children }: FactProps) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {value}
        {children ? (
          <Text size="xs" c="dimmed" component="div">
            {children}
          </Text>
        ) : null}
      </dd>
    </>
  );
}

function Form({ customer, onClose }: { customer: CustomerOut; onClose: () => void }) {
  const { t } = useTranslation("customers");
  const { name, kana, birthday, note } = customer;
  const form = useForm({ initialValues: { name, kana, birthday: birthday ?? "", note } });
  const save = useCustomerDeed({
    run: (values: typeof form.values) =>
      answer(
        api.PATCH("/api/v1/customers/{customer_id}", {
          params: { path: { customer_id: customer.id } },
          body: { ...values, birthday: values.birthday || null },
        }),
      ),
    done: () => t("common:action.saved"),
    onDone: onClose,
    isQuiet: true,
  });
  const problems = save.error instanceof Problem ? save.error.fields : {};
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <ErrorNote error={save.error} />
        <TextInput
          data-autofocus
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
        <Textarea
          autosize
          minRows={3}
          label={t("attribute.note")}
          {...form.getInputProps("note")}
          error={problems.note}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t("common:action.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
