import { ActionIcon, Anchor, Divider, Group, Stack, Text, TextInput, Title, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowDown, IconArrowUp, IconCopy, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { StepNumbersOut } from "@/api/schema.gen";
import { MessageComposer, PhonePreview } from "@/components/composer";
import type { Desk } from "./desk";
import { type DraftStep, problemsOf, withCopy, withMoved, withoutStep, withStep } from "./draft";
import { WaitEditor } from "./WaitEditor";

interface Props {
  it: Desk;
  step: DraftStep;
  index: number;
  onShowInside: (position: number) => void;
}

/** The chosen step: when it is due, and what it says. */
export function StepPanel({ it, step, index, onShowInside }: Props) {
  const { t } = useTranslation("scenarios");
  const { draft, change } = it.desk;
  const problems = problemsOf(it.detail.problems, index);
  const place = it.places[index] ?? null;
  const numbers = place === null ? undefined : it.numbers[place];
  const remove = () => {
    change(withoutStep(draft, step.key));
    it.choose({ at: "overview" });
    notifications.show({ message: t("step.removed", { number: index + 1 }) });
  };
  const copy = () => {
    const [copied, key] = withCopy(draft, step.key);
    change(copied);
    it.choose({ at: "step", key });
  };
  return (
    <Stack gap="md">
      <Group justify="space-between" wrap="nowrap">
        <Title order={2}>{t("step.number", { number: index + 1 })}</Title>
        {it.mayEdit ? (
          <Group gap={4} wrap="nowrap">
            <Tool
              label={t("step.up")}
              isOff={index === 0}
              onClick={() => change(withMoved(draft, step.key, -1))}
            >
              <IconArrowUp size={16} />
            </Tool>
            <Tool
              label={t("step.down")}
              isOff={index === draft.steps.length - 1}
              onClick={() => change(withMoved(draft, step.key, 1))}
            >
              <IconArrowDown size={16} />
            </Tool>
            <Tool label={t("common:action.duplicate")} onClick={copy}>
              <IconCopy size={16} />
            </Tool>
            <Tool label={t("common:action.delete")} onClick={remove} isDangerous>
              <IconTrash size={16} />
            </Tool>
          </Group>
        ) : null}
      </Group>
      {numbers && place !== null ? <Numbers numbers={numbers} onShow={() => onShowInside(place)} /> : null}
      <TextInput
        label={t("step.name")}
        placeholder={t("step.namePlaceholder")}
        maxLength={100}
        readOnly={!it.mayEdit}
        value={step.name}
        onChange={(event) =>
          change(withStep(draft, step.key, { name: event.currentTarget.value }), `${step.key}.name`)
        }
      />
      <WaitEditor
        timing={step.timing}
        isFirst={index === 0}
        isReadOnly={!it.mayEdit}
        problems={problems.filter((problem) => problem.path.startsWith("timing"))}
        onChange={(timing) => change(withStep(draft, step.key, { timing }), `${step.key}.timing`)}
      />
      <Divider />
      <Text fw={600} size="sm">
        {t("step.message")}
      </Text>
      {it.mayEdit ? (
        <MessageComposer
          key={step.key}
          channelId={it.detail.channel_id}
          value={step.blocks}
          onChange={(blocks) => change(withStep(draft, step.key, { blocks }), `${step.key}.blocks`)}
        />
      ) : (
        <PhonePreview blocks={step.blocks} channelId={it.detail.channel_id} />
      )}
    </Stack>
  );
}

function Tool({
  label,
  isOff = false,
  isDangerous = false,
  onClick,
  children,
}: {
  label: string;
  isOff?: boolean;
  isDangerous?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon
        variant="default"
        c={isDangerous ? "red" : undefined}
        aria-label={label}
        disabled={isOff}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function Numbers({ numbers, onShow }: { numbers: StepNumbersOut; onShow: () => void }) {
  const { t, i18n } = useTranslation("scenarios");
  return (
    <Stack gap={4}>
      <Group gap="md">
        {numbers.waiting > 0 ? (
          <Anchor component="button" type="button" size="sm" onClick={onShow}>
            {t("numbers.waitingHere", { count: numbers.waiting })}
          </Anchor>
        ) : null}
        <Text size="sm">{t("numbers.sentOf", { count: numbers.sent, planned: numbers.planned })}</Text>
      </Group>
      {numbers.reasons.map((reason) => (
        <Text key={`${reason.state}.${reason.reason}`} size="xs" c="dimmed">
          {t("numbers.reason", {
            count: reason.number,
            reason: i18n.language === "ja" ? reason.ja : reason.en,
          })}
        </Text>
      ))}
    </Stack>
  );
}
