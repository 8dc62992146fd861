import { Alert, Button, Group, Spoiler, Stack, Text } from "@mantine/core";
import { IconFileX, IconHelp, IconTags } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ImportOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { OperationProgress } from "@/components/operations";
import { Outcome } from "./Outcome";
import { Problems } from "./Problems";
import { hasGoodRows } from "./status";
import { useStartImport } from "./useImport";

interface Props {
  file: ImportOut;
  onBack: () => void;
  onNext: () => void;
}

/** The dry run: what would happen, and what is wrong, before anything happens. */
export function CheckStep({ file, onBack, onNext }: Props) {
  const { t } = useTranslation("transfers");
  const run = useStartImport(file.id, "run");
  const { check } = file;
  if (!check) return null;
  const good = check.total - check.failed;
  const isDone = check.state === "done";
  const isNothing = isDone && !hasGoodRows(check);
  return (
    <Stack mt="md">
      {isDone ? (
        <>
          <Outcome work={check} subject={file.subject} isAhead />
          {isNothing ? (
            <Alert color="red" icon={<IconFileX size={18} />} title={t("check.nothing")}>
              {t("check.nothingHint")}
            </Alert>
          ) : null}
          {check.new_tags.length > 0 ? (
            <Alert
              color="ai"
              icon={<IconTags size={18} />}
              title={t("check.newTags", { count: check.new_tags.length })}
            >
              <Spoiler
                maxHeight={48}
                showLabel={t("common:action.more")}
                hideLabel={t("common:action.close")}
              >
                {check.new_tags.join("、")}
              </Spoiler>
            </Alert>
          ) : null}
          {check.unknown_states.length > 0 ? (
            <Alert
              color="yellow"
              icon={<IconHelp size={18} />}
              title={t("check.unknownStates", { count: check.unknown_states.length })}
            >
              <Text size="sm">{t("check.unknownHint", { words: check.unknown_states.join("、") })}</Text>
            </Alert>
          ) : null}
        </>
      ) : (
        <>
          <Text size="sm" c="dimmed">
            {t("check.working")}
          </Text>
          <OperationProgress id={check.operation_id} hasParts={false} />
        </>
      )}
      <Problems file={file} work={check} phase="check" />
      <ErrorNote error={run.error} />
      <Group justify="space-between">
        <Button variant="default" onClick={onBack} disabled={file.run !== null}>
          {t("check.back")}
        </Button>
        {file.run ? (
          <Button onClick={onNext}>{t("check.toRun")}</Button>
        ) : isNothing ? null : (
          <Button
            disabled={!isDone}
            loading={run.isPending}
            onClick={() => run.mutate(undefined, { onSuccess: onNext })}
          >
            {isDone ? t("check.run", { count: good, context: file.subject }) : t("check.wait")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
