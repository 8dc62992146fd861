import { Button, Group, Paper, Stack, Table, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ImportOut, ImportWorkOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { StatusBadge } from "@/components/StatusBadge";
import { saveFile } from "@/components/transfers";
import { likeProblems } from "./likeProblems";
import { type Phase, problemsQuery } from "./queries";
import classes from "./transfers.module.css";

/** Lines and values of equal problems that are written out. */
const SHOWN = 3;

interface Props {
  file: ImportOut;
  work: ImportWorkOut;
  phase: Phase;
}

/** What was wrong and where, equal problems together, with the mend; to take along as a file. */
export function Problems({ file, work, phase }: Props) {
  const { t, i18n } = useTranslation("transfers");
  const language = i18n.language === "ja" ? "ja" : "en";
  const isOver = work.state !== "queued" && work.state !== "running";
  const list = useInfiniteQuery({ ...problemsQuery(file.id, phase, work.operation_id), enabled: isOver });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const address = `/api/v1/imports/${file.id}/problems.csv?phase=${phase}&language=${language}`;
  const save = useMutation({ mutationFn: () => saveFile(address, "report.csv") });
  if (rows.length === 0) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3}>{t("problems.title")}</Title>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t("problems.save")}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t("problems.hint", { context: file.subject })}
      </Text>
      <ErrorNote error={save.error} />
      <Paper withBorder className={classes.scroll}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("problems.line")}</Table.Th>
              <Table.Th>{t("problems.column")}</Table.Th>
              <Table.Th>{t("problems.value")}</Table.Th>
              <Table.Th>{t("problems.problem")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {likeProblems(rows).map(({ first, lines, values }) => (
              <Table.Tr key={first.place}>
                <Table.Td className={classes.number}>
                  {t("problems.lineNumber", { line: lines.slice(0, SHOWN).join(t("problems.comma")) })}
                  {lines.length > SHOWN ? (
                    <Text size="xs" c="dimmed">
                      {t("problems.andMore", { count: lines.length - SHOWN })}
                    </Text>
                  ) : null}
                </Table.Td>
                <Table.Td className={classes.cell}>{first.header || "—"}</Table.Td>
                <Table.Td className={classes.cell}>
                  {values.slice(0, SHOWN).join(t("problems.comma")) || "—"}
                  {values.length > SHOWN ? " …" : null}
                </Table.Td>
                <Table.Td>
                  {first.is_warning ? (
                    <StatusBadge look={{ colour: "yellow" }}>{t("problems.note")}</StatusBadge>
                  ) : null}{" "}
                  {first.problem[language]}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      {list.hasNextPage ? (
        <Group justify="center">
          <Button
            variant="subtle"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("common:action.more")}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
