import { Button, Card, Group, Select, Skeleton, Stack, Switch, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { CustomerSettingsOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { fieldsQuery } from "@/components/fields";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { CustomersTabs } from "./CustomersTabs";
import classes from "./customers.module.css";
import { settingsQuery } from "./queries";
import { StaleCard } from "./StaleCard";
import { TrustOrder } from "./TrustOrder";

const RULES = ["newest", "trusted", "first"] as const;
const ATTRIBUTES = ["name", "kana", "birthday"] as const;
type Rule = (typeof RULES)[number];

/** まとめ方: how customers are joined, which of several values holds, and when stale ones are put away. */
export function SettingsPage() {
  const { t } = useTranslation("customers");
  const { data, error } = useQuery(settingsQuery);
  return (
    <Page maxWidth={900}>
      <PageHeader title={t("settings.title")} hint={t("settings.hint")} />
      <CustomersTabs at="settings" />
      <ErrorNote error={error} />
      {data ? <Form key={JSON.stringify(data)} settings={data} /> : error ? null : <Skeleton h={360} />}
    </Page>
  );
}

function Form({ settings }: { settings: CustomerSettingsOut }) {
  const { t } = useTranslation("customers");
  const mayEdit = useCan()("customers.edit");
  const client = useQueryClient();
  const [value, setValue] = useState(settings);
  const { data: fields } = useQuery(fieldsQuery);
  const save = useMutation({
    mutationFn: () => answer(api.PUT("/api/v1/customer-settings", { body: value })),
    onSuccess: async (saved) => {
      client.setQueryData(settingsQuery.queryKey, saved);
      notifications.show({ message: t("common:action.saved") });
      await client.invalidateQueries({ queryKey: ["customers"] });
    },
  });
  const change = (part: Partial<CustomerSettingsOut>) => setValue({ ...value, ...part });
  const groups = [
    {
      title: t("settings.ofCustomer"),
      ruled: ATTRIBUTES.map((name) => ({ key: name as string, label: t(`attribute.${name}`) })),
    },
    {
      title: t("settings.ofFriends"),
      ruled: (fields ?? []).map((field) => ({ key: `field:${field.id}`, label: field.name })),
    },
  ];
  return (
    <Stack>
      <ErrorNote error={save.error} />
      <Card withBorder>
        <Title order={2} size="h3" mb="xs">
          {t("settings.joining")}
        </Title>
        <Switch
          label={t("settings.automatic")}
          description={t("settings.automaticHint")}
          disabled={!mayEdit}
          checked={value.is_automatic}
          onChange={(event) => change({ is_automatic: event.currentTarget.checked })}
        />
      </Card>
      <Card withBorder>
        <Title order={2} size="h3">
          {t("settings.values")}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t("settings.valuesHint")}
        </Text>
        <Stack gap="md">
          {groups
            .filter(({ ruled }) => ruled.length > 0)
            .map(({ title, ruled }) => (
              <Stack key={title} gap="sm" role="group" aria-label={title}>
                <Title order={3} size="h5">
                  {title}
                </Title>
                {ruled.map(({ key, label }) => (
                  <Group key={key} justify="space-between" gap="sm" wrap="nowrap">
                    <Text size="sm" className={classes.wrapping}>
                      {label}
                    </Text>
                    <Select
                      aria-label={label}
                      w={220}
                      flex="none"
                      allowDeselect={false}
                      disabled={!mayEdit}
                      value={value.rules[key] ?? "newest"}
                      data={RULES.map((rule) => ({ value: rule, label: t(`rule.${rule}`) }))}
                      onChange={(rule) => change({ rules: { ...value.rules, [key]: rule as Rule } })}
                    />
                  </Group>
                ))}
              </Stack>
            ))}
        </Stack>
      </Card>
      <TrustOrder value={value.trust} isReadOnly={!mayEdit} onChange={(trust) => change({ trust })} />
      <StaleCard
        months={value.archive_after_months}
        mayEdit={mayEdit}
        onChange={(archive_after_months) => change({ archive_after_months })}
      />
      {mayEdit ? (
        <Group justify="flex-end">
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            {t("settings.save")}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
