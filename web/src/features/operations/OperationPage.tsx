import { Group, Paper, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OperationDetailOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { BackLink } from "@/components/BackLink";
import { ErrorNote } from "@/components/ErrorNote";
import { OperationProgress, operationQuery } from "@/components/operations";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { TimeText } from "@/components/TimeText";
import { ImportResult } from "./ImportResult";
import classes from "./operations.module.css";
import { kindName } from "./search";

const route = getRouteApi("/c/$channelId/operations/$operationId");

/** One operation: how far it is, what became of it, and the way to stop or undo it. */
export function OperationPage() {
  const { t, i18n } = useTranslation("operations");
  const channelId = useChannelId();
  const id = Number(route.useParams().operationId);
  const { data: operation, error, refetch } = useQuery(operationQuery(id));
  return (
    <Page>
      <BackLink to={`/c/${channelId}/operations`}>{t("title")}</BackLink>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {operation ? (
        <>
          <PageHeader title={i18n.language === "ja" ? operation.title.ja : operation.title.en} />
          <div className={classes.detail}>
            <Stack>
              <Paper withBorder p="md">
                <Title order={2} size="h3" mb="sm">
                  {t("detail.result")}
                </Title>
                <OperationProgress id={id} />
                <ImportResult operation={operation} />
              </Paper>
              <Failures failures={operation.failures} />
            </Stack>
            <Facts operation={operation} />
          </div>
        </>
      ) : null}
    </Page>
  );
}

function Facts({ operation }: { operation: OperationDetailOut }) {
  const { t } = useTranslation("operations");
  const times = [
    ["created", operation.created_at],
    ["started", operation.started_at],
    ["finished", operation.finished_at],
    ["undoUntil", operation.can_undo ? operation.undo_until : null],
  ] as const;
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3" mb="sm">
        {t("detail.facts")}
      </Title>
      <Stack gap={6}>
        <Text size="sm">{t(`kind.${kindName(operation.kind)}`)}</Text>
        <Text size="sm">{t("detail.by", { name: operation.started_by })}</Text>
        {times.map(([name, at]) =>
          at ? (
            <Group key={name} justify="space-between" gap="xs">
              <Text size="sm" c="dimmed">
                {t(`detail.${name}`)}
              </Text>
              <Text size="sm">
                <TimeText at={at} />
              </Text>
            </Group>
          ) : null,
        )}
      </Stack>
    </Paper>
  );
}

function Failures({ failures }: { failures: OperationDetailOut["failures"] }) {
  const { t, i18n } = useTranslation("operations");
  if (failures.length === 0) return null;
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3" mb="sm">
        {t("detail.failures", { count: failures.length })}
      </Title>
      <div className={classes.failures}>
        <Table>
          <Table.Tbody>
            {failures.map((failure, index) => (
              <Table.Tr key={index}>
                <Table.Td>{String(failure.where ?? index + 1)}</Table.Td>
                <Table.Td>{String(failure[i18n.language === "ja" ? "ja" : "en"] ?? "")}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Paper>
  );
}
