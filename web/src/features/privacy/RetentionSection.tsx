import { Alert, Button, Group, NumberInput, Skeleton, Stack, Switch, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { RetentionIn, RetentionOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { previewQuery, retentionQuery } from "./queries";
import { RULES, rulesOf, wouldLoseMore } from "./rules";
import { Section } from "./Section";

/** 保存期間: what is older goes every night. Shows how much that would be before it is saved. */
export function RetentionSection() {
  const { t } = useTranslation("privacy");
  const { data, error, refetch } = useQuery(retentionQuery);
  return (
    <Section title={t("retention.title")} hint={t("retention.hint")}>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data ? <Form key={JSON.stringify(rulesOf(data))} saved={data} /> : error ? null : <Skeleton h={200} />}
    </Section>
  );
}

function Form({ saved }: { saved: RetentionOut }) {
  const { t } = useTranslation("privacy");
  const client = useQueryClient();
  const [rules, setRules] = useState<RetentionIn>(rulesOf(saved));
  const [asked] = useDebouncedValue(rules, 400);
  const preview = useQuery(previewQuery(asked));
  const isChanged = JSON.stringify(rules) !== JSON.stringify(rulesOf(saved));
  const save = useMutation({
    mutationFn: () => answer(api.PUT("/api/v1/privacy", { body: rules })),
    onSuccess: (found) => {
      client.setQueryData(retentionQuery.queryKey, found);
      notifications.show({ color: "teal", message: t("common:action.saved") });
    },
  });
  const would = preview.data;
  return (
    <Stack gap="lg">
      {RULES.map(({ name, kind, first, least, most }) => {
        const value = rules[name] ?? null;
        return (
          <Stack key={name} gap={6}>
            <Switch
              label={t(`retention.${kind}.label`)}
              description={t(`retention.${kind}.hint`)}
              checked={value !== null}
              onChange={(event) => setRules({ ...rules, [name]: event.currentTarget.checked ? first : null })}
            />
            {value === null ? null : (
              <Group gap="md" align="center" pl={{ base: 0, sm: 48 }}>
                <NumberInput
                  aria-label={t(`retention.${kind}.after`)}
                  w={180}
                  suffix={t(`retention.${kind}.unit`)}
                  min={least}
                  max={most}
                  clampBehavior="strict"
                  allowDecimal={false}
                  value={value}
                  onChange={(next) => typeof next === "number" && setRules({ ...rules, [name]: next })}
                />
                <Text size="sm" c={would?.[kind] ? "red" : "dimmed"} aria-live="polite">
                  {would ? t(`retention.${kind}.would`, { count: would[kind] }) : ""}
                </Text>
              </Group>
            )}
          </Stack>
        );
      })}
      {isChanged && would && wouldLoseMore(would) ? (
        <Alert color="yellow">{t("retention.warning")}</Alert>
      ) : null}
      <ErrorNote error={save.error ?? preview.error} />
      <Group justify="flex-end">
        <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
          {t("common:action.save")}
        </Button>
      </Group>
    </Stack>
  );
}
