import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImportWorkOut } from "@/api/schema.gen";
import type { Subject } from "./search";
import classes from "./transfers.module.css";

const OUTCOMES = ["new", "changed", "unchanged", "undone", "kept"] as const;

/** "New 12 · Changed 340 · …": rows by what became of them; what is zero is left out. */
export function Counts({ work, subject }: { work: ImportWorkOut; subject: Subject }) {
  const { t } = useTranslation("transfers");
  const numbers: Record<string, number> = { ...work.counts, failed: work.failed };
  const shown = [...OUTCOMES, "failed" as const].filter((name) => (numbers[name] ?? 0) > 0);
  return (
    <Group gap="sm" className={classes.number}>
      {shown.map((name) => (
        <Text
          key={name}
          size="sm"
          c={name === "failed" ? "red" : name === "unchanged" ? "dimmed" : undefined}
        >
          {t(`count.${name}`, { count: numbers[name], context: subject })}
        </Text>
      ))}
    </Group>
  );
}
