import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OperationDetailOut } from "@/api/schema.gen";

const ORDER = [
  "requested",
  "sent",
  "changed",
  "unchanged",
  "blocked",
  "muted",
  "scenario_inactive",
  "full",
  "undone",
  "kept",
] as const;

const MAIN: string[] = ["requested", "sent", "changed", "undone"];
/** What is told otherwise before it has happened. */
const AHEAD = ["sent", "changed", "unchanged"];

/** What became of each thing that was done: how many changed, how many were so already, how many were out of reach. */
export function OperationParts({ operation }: { operation: OperationDetailOut }) {
  const { i18n } = useTranslation();
  const language = i18n.language === "ja" ? "ja" : "en";
  return (
    <Stack gap="sm">
      {operation.parts.map((part, index) => (
        <Stack gap={2} key={index}>
          <Text size="sm" fw={600}>
            {part.title[language]}
          </Text>
          <Outcomes counts={part.counts} />
        </Stack>
      ))}
    </Stack>
  );
}

/** "1,034 changed · 200 were so already"; `isAhead` tells what would be. */
export function Outcomes({ counts, isAhead = false }: { counts: Record<string, number>; isAhead?: boolean }) {
  const { t } = useTranslation("operations");
  const known = ORDER.filter((name) => (counts[name] ?? 0) > 0);
  const other = Object.entries(counts)
    .filter(([name]) => !(ORDER as readonly string[]).includes(name))
    .reduce((sum, [, number]) => sum + number, 0);
  const wordFor = (name: string) => (isAhead && AHEAD.includes(name) ? `ahead.${name}` : `outcome.${name}`);
  return (
    <Group gap="xs">
      {known.length === 0 && other === 0 ? (
        <Text size="sm" c="dimmed">
          {t(isAhead ? "ahead.none" : "outcome.none")}
        </Text>
      ) : null}
      {known.map((name) => (
        <Text size="sm" key={name} c={MAIN.includes(name) ? undefined : "dimmed"}>
          {t(wordFor(name), { count: counts[name] })}
        </Text>
      ))}
      {other > 0 ? (
        <Text size="sm" c="dimmed">
          {t("outcome.other", { count: other })}
        </Text>
      ) : null}
    </Group>
  );
}
