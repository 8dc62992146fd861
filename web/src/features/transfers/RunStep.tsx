import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ImportOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { OperationProgress } from "@/components/operations";
import { Counts } from "./Counts";
import { Outcome } from "./Outcome";
import { Problems } from "./Problems";
import { useStartImport } from "./useImport";

/** The run: started here or already at work, then what it did; it can be stopped, resumed and taken back. */
export function RunStep({ file, onBack }: { file: ImportOut; onBack: () => void }) {
  const { t } = useTranslation("transfers");
  const channelId = useChannelId();
  const client = useQueryClient();
  const run = useStartImport(file.id, "run");
  const work = file.run;
  if (!work) {
    const good = file.check ? file.check.total - file.check.failed : 0;
    return (
      <Stack mt="md">
        {file.check ? <Outcome work={file.check} subject={file.subject} isAhead /> : null}
        <ErrorNote error={run.error} />
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>
            {t("run.report")}
          </Button>
          <Button disabled={good === 0} loading={run.isPending} onClick={() => run.mutate()}>
            {t("check.run", { count: good, context: file.subject })}
          </Button>
        </Group>
      </Stack>
    );
  }
  const refresh = () => {
    for (const topic of ["friends", "customers", "operations"])
      void client.invalidateQueries({ queryKey: [topic] });
  };
  const isUndone = work.state === "undone" || work.state === "undoing";
  return (
    <Stack mt="md">
      <OperationProgress id={work.operation_id} hasParts={false} onOver={refresh} />
      {isUndone ? (
        <Counts work={work} subject={file.subject} />
      ) : (
        <Outcome work={work} subject={file.subject} />
      )}
      <Text size="sm" c="dimmed">
        {t(work.state === "done" ? "run.done" : isUndone ? "run.undone" : "run.working")}
      </Text>
      <Problems file={file} work={work} phase="run" />
      <Group justify="flex-end">
        <Anchor component={Link} to={`/c/${channelId}/${file.subject}`}>
          {t(`run.${file.subject}`)}
        </Anchor>
      </Group>
    </Stack>
  );
}
