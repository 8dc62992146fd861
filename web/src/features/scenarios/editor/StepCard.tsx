import { Badge, Group, Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { StepNumbersOut } from "@/api/schema.gen";
import { BlockSummary } from "@/components/BlockSummary";
import type { DraftStep } from "./draft";
import classes from "./editor.module.css";

interface Props {
  step: DraftStep;
  index: number;
  isChosen: boolean;
  /** How many problems keep it from being published. */
  problems: number;
  /** It differs from what friends get now. */
  isNew: boolean;
  numbers: StepNumbersOut | undefined;
  onChoose: () => void;
}

/** One step at a glance; the same card in the flowchart and in the list. */
export function StepCard({ step, index, isChosen, problems, isNew, numbers, onChoose }: Props) {
  const { t } = useTranslation("scenarios");
  return (
    <UnstyledButton
      className={classes.card}
      data-chosen={isChosen || undefined}
      data-problem={problems > 0 || undefined}
      data-card
      aria-pressed={isChosen}
      onClick={onChoose}
    >
      <Group justify="space-between" wrap="nowrap" gap={6}>
        <Text fw={650} size="sm" truncate>
          <Text span c="dimmed" size="sm" mr={6}>
            {t("step.number", { number: index + 1 })}
          </Text>
          {step.name}
        </Text>
        <Group gap={4} wrap="nowrap">
          {problems > 0 ? (
            <Badge color="red" variant="light" tt="none" leftSection={<IconAlertTriangle size={12} />}>
              {t("step.problems", { count: problems })}
            </Badge>
          ) : null}
          {isNew ? (
            <Badge color="yellow" variant="light" tt="none" leftSection={<IconPencil size={12} />}>
              {t("step.unpublished")}
            </Badge>
          ) : null}
        </Group>
      </Group>
      <div className={classes.cardBody}>
        <BlockSummary blocks={step.blocks} lines={numbers ? 2 : 3} />
      </div>
      {numbers ? (
        <Group gap="sm" className={classes.numbers}>
          <Figure label={t("numbers.waiting")} value={numbers.waiting} />
          <Figure label={t("numbers.sent")} value={numbers.sent} />
          <Figure label={t("numbers.notSent")} value={numbers.skipped + numbers.failed + numbers.unknown} />
        </Group>
      ) : null}
    </UnstyledButton>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  const { t } = useTranslation("scenarios");
  return (
    <Text size="xs" span>
      <Text span c="dimmed" size="xs">
        {label}
      </Text>{" "}
      <Text span fw={650} size="xs">
        {t("numbers.value", { count: value })}
      </Text>
    </Text>
  );
}
