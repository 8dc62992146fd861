import { Anchor, Button, Group, Progress, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldProblemOut } from "@/api/schema.gen";
import type { Desk } from "./desk";
import { simplicityOf } from "./simplicity";

interface Props {
  it: Desk;
  onShowInside: () => void;
}

/** The scenario as a whole: what it is for, who is inside, what keeps it from being published. */
export function OverviewPanel({ it, onShowInside }: Props) {
  const { t } = useTranslation("scenarios");
  const { draft, change } = it.desk;
  const { enrolments } = it.detail;
  return (
    <Stack gap="md">
      <Title order={2}>{t("overview.title")}</Title>
      <TextInput
        label={t("overview.name")}
        required
        maxLength={100}
        readOnly={!it.mayEdit}
        value={draft.name}
        error={draft.name.trim() ? it.desk.refusal?.fields.name : t("overview.nameNeeded")}
        onChange={(event) => change({ ...draft, name: event.currentTarget.value }, "name")}
      />
      <Textarea
        label={t("overview.purpose")}
        description={t("overview.purposeHint")}
        autosize
        minRows={2}
        maxLength={300}
        readOnly={!it.mayEdit}
        value={draft.purpose}
        onChange={(event) => change({ ...draft, purpose: event.currentTarget.value }, "purpose")}
      />
      {it.detail.current ? (
        <Stack gap={4}>
          <Title order={3}>{t("overview.friends")}</Title>
          <Group gap="lg">
            <Anchor component="button" type="button" size="sm" onClick={onShowInside}>
              {t("overview.active", { count: enrolments.active })}
            </Anchor>
            <Text size="sm">{t("overview.finished", { count: enrolments.finished })}</Text>
            <Text size="sm">{t("overview.stopped", { count: enrolments.stopped })}</Text>
          </Group>
        </Stack>
      ) : null}
      <Problems it={it} />
      {draft.steps.length > 0 ? <Simplicity it={it} /> : null}
    </Stack>
  );
}

function Problems({ it }: { it: Desk }) {
  const { t, i18n } = useTranslation("scenarios");
  const { problems } = it.detail;
  if (problems.length === 0)
    return (
      <Group gap={6} wrap="nowrap">
        <IconCheck size={16} aria-hidden />
        <Text size="sm">{t("overview.fit")}</Text>
      </Group>
    );
  return (
    <Stack gap={4}>
      <Title order={3}>{t("overview.problems", { count: problems.length })}</Title>
      {problems.map((problem) => {
        const index = stepOf(problem);
        const step = index === null ? undefined : it.desk.draft.steps[index];
        const sentence = i18n.language === "ja" ? problem.ja : problem.en;
        return (
          <Group key={problem.path + sentence} gap={6} wrap="nowrap" align="flex-start">
            <IconAlertTriangle size={16} aria-hidden style={{ flex: "none", marginTop: 2 }} />
            <Text size="sm">
              {step && index !== null ? (
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  mr={6}
                  onClick={() => it.choose({ at: "step", key: step.key })}
                >
                  {t("step.number", { number: index + 1 })}
                </Anchor>
              ) : null}
              {sentence}
            </Text>
          </Group>
        );
      })}
      {it.desk.draft.steps.length === 0 && it.mayEdit ? (
        <Button variant="light" onClick={() => it.insert(0)}>
          {t("overview.firstStep")}
        </Button>
      ) : null}
    </Stack>
  );
}

function stepOf(problem: FieldProblemOut): number | null {
  const found = /^steps\.(\d+)/.exec(problem.path)?.[1];
  return found === undefined ? null : Number(found);
}

function Simplicity({ it }: { it: Desk }) {
  const { t } = useTranslation("scenarios");
  const { score, tips } = simplicityOf(it.desk.draft);
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Title order={3}>{t("simplicity.title")}</Title>
        <Text size="sm" fw={650}>
          {t("simplicity.score", { score })}
        </Text>
      </Group>
      <Progress value={score} aria-label={t("simplicity.title")} size="sm" />
      <Text size="xs" c="dimmed">
        {t("simplicity.hint")}
      </Text>
      {tips.map((tip) => (
        <Text key={tip.key} size="xs">
          {t(`simplicity.tip.${tip.key}`, { count: tip.count, points: tip.points })}
        </Text>
      ))}
    </Stack>
  );
}
