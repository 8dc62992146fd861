import { Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImportWorkOut } from "@/api/schema.gen";
import type { Subject } from "./search";
import classes from "./transfers.module.css";

const NAMES = ["new", "changed", "unchanged", "failed"] as const;

interface Props {
  work: ImportWorkOut;
  subject: Subject;
  isAhead?: boolean;
}

/** The four numbers of an import, large: rows, or orders, by what becomes of them. */
export function Outcome({ work, subject, isAhead = false }: Props) {
  const { t } = useTranslation("transfers");
  const numbers: Record<string, number> = { ...work.counts, failed: work.failed };
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      {NAMES.map((name) => (
        <Paper withBorder p="sm" key={name}>
          <Stack gap={0}>
            <Text size="sm" c="dimmed">
              {t(`${isAhead ? "ahead" : "outcome"}.${name}`, { context: subject })}
            </Text>
            <Text
              fz={26}
              fw={600}
              className={classes.number}
              c={name === "failed" && numbers.failed ? "red" : undefined}
            >
              {t("rows", { count: numbers[name] ?? 0, context: subject })}
            </Text>
          </Stack>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
