import { Anchor, Group, Paper, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DispatchDetailOut } from "@/api/schema.gen";
import { useSourceNames } from "@/components/sourceNames";
import { TimeText } from "@/components/TimeText";

export function DispatchFacts({ dispatch }: { dispatch: DispatchDetailOut }) {
  const { t } = useTranslation("deliveries");
  const source = useSourceNames()(dispatch.source);
  return (
    <Paper withBorder p="md">
      <Stack gap={6} component="dl" m={0}>
        {source ? (
          <Fact label={t("detail.from")}>
            {source.to ? (
              <Anchor component={Link} to={source.to} size="sm">
                {source.label}
              </Anchor>
            ) : (
              source.label
            )}
          </Fact>
        ) : null}
        <Fact label={t("column.due")}>
          <TimeText at={dispatch.due_at} />
        </Fact>
        <Fact label={t("detail.expires")}>
          <TimeText at={dispatch.expires_at} />
        </Fact>
        {dispatch.created_by ? <Fact label={t("detail.by")}>{dispatch.created_by}</Fact> : null}
        {dispatch.finished_at ? (
          <Fact label={t("detail.finished")}>
            <TimeText at={dispatch.finished_at} />
          </Fact>
        ) : null}
      </Stack>
    </Paper>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
      <Text component="dt" size="sm" c="dimmed" flex="none">
        {label}
      </Text>
      <Text component="dd" size="sm" m={0} ta="right">
        {children}
      </Text>
    </Group>
  );
}
