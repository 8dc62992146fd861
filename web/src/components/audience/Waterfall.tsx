import { Paper, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { ErrorNote } from "../ErrorNote";
import type { AudienceCount } from "./useAudienceCount";

/** How the number shrinks, step by step, from those chosen to those whom the message reaches. */
export function Waterfall({ count, isChosen }: { count: AudienceCount; isChosen: boolean }) {
  const { t } = useTranslation("audience");
  const { answer, isOld, error } = count;
  const isRefused = error instanceof Problem && error.status === 422;
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("count.label")}>
      <Stack gap="xs" aria-live="polite" aria-busy={isOld}>
        {!isChosen || isRefused ? <Text size="sm">{t("count.choose")}</Text> : null}
        {error && !isRefused ? <ErrorNote error={error} /> : null}
        {isChosen && !answer && !error ? <Skeleton h={72} /> : null}
        {isChosen && answer && !error ? (
          <>
            <Text size="xl" fw={700} opacity={isOld ? 0.5 : 1}>
              {t(answer.is_exact ? "count.reachable" : "count.about", { count: answer.reachable })}
            </Text>
            <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={0} opacity={isOld ? 0.5 : 1}>
              <Table.Tbody>
                <Line label={t("count.chosen")} number={answer.chosen} />
                {answer.excluded.map(({ by, number }) => (
                  <Line key={by} label={t(`count.without.${by}`)} number={-number} />
                ))}
                <Line label={t("count.blocked")} number={-answer.blocked} />
                <Line label={t("count.rest")} number={answer.reachable} isSum />
              </Table.Tbody>
            </Table>
          </>
        ) : null}
      </Stack>
    </Paper>
  );
}

function Line({ label, number, isSum }: { label: string; number: number; isSum?: boolean }) {
  const { i18n } = useTranslation();
  return (
    <Table.Tr fw={isSum ? 650 : undefined}>
      <Table.Th scope="row" fw="inherit">
        {label}
      </Table.Th>
      <Table.Td ta="right">
        {number === 0 ? "0" : number.toLocaleString(i18n.language).replace("-", "−")}
      </Table.Td>
    </Table.Tr>
  );
}
