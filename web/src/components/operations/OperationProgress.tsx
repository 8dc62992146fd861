import { Alert, Group, Progress, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { OperationDetailOut, OperationOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { StatusBadge } from "@/components/StatusBadge";
import { OperationControls } from "./OperationControls";
import { OperationParts } from "./OperationParts";
import { isActive, OPERATION_LOOKS, roundedRest, shareOf } from "./state";
import { useOperation } from "./useOperation";

interface Props {
  id: number;
  onOver?: (operation: OperationDetailOut) => void;
  /** False where the screen says itself what became of it. */
  hasParts?: boolean;
}

/** How far one long operation is, what became of it, and stopping, resuming and undoing it. */
export function OperationProgress({ id, onOver, hasParts = true }: Props) {
  const { i18n } = useTranslation();
  const { data: operation, error, refetch } = useOperation(id, onOver);
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!operation) return <Skeleton h={72} />;
  return (
    <Stack gap="sm">
      <OperationBar operation={operation} />
      {operation.error && operation.state !== "done" ? (
        <Alert color={operation.state === "failed" ? "red" : "yellow"} icon={<IconAlertTriangle size={18} />}>
          {i18n.language === "ja" ? operation.error.ja : operation.error.en}
        </Alert>
      ) : null}
      {hasParts && operation.parts.length > 0 ? <OperationParts operation={operation} /> : null}
      <OperationControls operation={operation} />
    </Stack>
  );
}

/** State, "1,200 of 10,000", the time that is left, and the bar. */
export function OperationBar({ operation }: { operation: OperationOut }) {
  const { t } = useTranslation("operations");
  const { done, total, percent } = shareOf(operation);
  const left = isActive(operation) && operation.seconds_left ? roundedRest(operation.seconds_left) : null;
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <StatusBadge look={OPERATION_LOOKS[operation.state]}>{t(`state.${operation.state}`)}</StatusBadge>
        <Text size="sm" aria-live="polite">
          {t("done", { done, total })}
          {left ? ` · ${t(`left.${left.unit}`, { count: left.count })}` : ""}
        </Text>
      </Group>
      <Progress
        value={percent}
        animated={isActive(operation)}
        color={OPERATION_LOOKS[operation.state].colour}
        aria-label={t("progress")}
      />
    </Stack>
  );
}
