import { Alert, Radio, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useChannelId } from "@/app/session";
import { SegmentSelect } from "@/components/segments/SegmentSelect";
import { HoursEditor } from "./HoursEditor";
import { isAnswer, restText, type Trigger } from "./rule";

interface Props {
  trigger: Trigger;
  tags: { id: number; name: string }[];
  /** Sentences by the server's paths (`trigger.words`). */
  problems: Record<string, string>;
  onChange: (trigger: Trigger) => void;
}

const CHOICES = [
  "keyword",
  "any_message",
  "new",
  "returning",
  "known",
  "tag_added",
  "tag_removed",
  "segment_entered",
  "segment_left",
  "postback",
] as const;
type Choice = (typeof CHOICES)[number];
const RESTS = [10, 60, 360, 1440, 10_080];

function fresh(choice: Choice, tags: Props["tags"]): Trigger {
  switch (choice) {
    case "keyword":
      return { kind: "keyword", words: [], match: "contains" };
    case "any_message":
      return { kind: "any_message", rest_minutes: 60 };
    case "tag_added":
    case "tag_removed":
      return { kind: choice, tag_id: tags[0]?.id ?? 0 };
    case "segment_entered":
    case "segment_left":
      return { kind: choice, segment_id: 0 };
    case "postback":
      return { kind: "postback", data: "" };
    default:
      return { kind: "follow", case: choice };
  }
}

/** What sets a rule off. */
export function TriggerEditor({ trigger, tags, problems, onChange }: Props) {
  const { t } = useTranslation("replies");
  const channelId = useChannelId();
  const choice: Choice = trigger.kind === "follow" ? trigger.case : trigger.kind;
  const general = problems.trigger;
  return (
    <Stack gap="sm">
      <Select
        label={t("when.label")}
        allowDeselect={false}
        value={choice}
        onChange={(value) => value && onChange(fresh(value as Choice, tags))}
        data={CHOICES.map((value) => ({ value, label: t(`when.${value}`) }))}
      />
      {general ? <Alert color="red">{general}</Alert> : null}
      {trigger.kind === "keyword" ? (
        <Words trigger={trigger} problems={problems} onChange={onChange} />
      ) : null}
      {trigger.kind === "tag_added" || trigger.kind === "tag_removed" ? (
        <Select
          label={t("when.tagLabel")}
          searchable
          value={String(trigger.tag_id)}
          error={problems["trigger.tag_id"]}
          onChange={(value) => value && onChange({ ...trigger, tag_id: Number(value) })}
          data={tags.map((tag) => ({ value: String(tag.id), label: tag.name }))}
        />
      ) : null}
      {trigger.kind === "segment_entered" || trigger.kind === "segment_left" ? (
        <SegmentSelect
          channelId={channelId}
          value={trigger.segment_id}
          error={problems["trigger.segment_id"]}
          onChange={(segment_id) => onChange({ ...trigger, segment_id })}
        />
      ) : null}
      {trigger.kind === "postback" ? (
        <TextInput
          label={t("when.dataLabel")}
          description={t("when.dataHint")}
          maxLength={300}
          value={trigger.data}
          error={problems["trigger.data"]}
          onChange={(event) => onChange({ ...trigger, data: event.currentTarget.value })}
        />
      ) : null}
      {isAnswer(trigger) ? <Limits trigger={trigger} problems={problems} onChange={onChange} /> : null}
    </Stack>
  );
}

interface WordsProps {
  trigger: Extract<Trigger, { kind: "keyword" }>;
  problems: Record<string, string>;
  onChange: (trigger: Trigger) => void;
}

function Words({ trigger, problems, onChange }: WordsProps) {
  const { t } = useTranslation("replies");
  return (
    <>
      <TagsInput
        label={t("when.words")}
        description={t("when.wordsHint")}
        maxTags={50}
        value={trigger.words}
        error={problems["trigger.words"]}
        onChange={(words) => onChange({ ...trigger, words })}
      />
      <Radio.Group
        label={t("when.match")}
        value={trigger.match}
        onChange={(match) => onChange({ ...trigger, match: match as typeof trigger.match })}
      >
        <Stack gap={6} mt={6}>
          {(["contains", "exact", "starts_with"] as const).map((value) => (
            <Radio
              key={value}
              value={value}
              label={t(`when.matches.${value}`)}
              description={t(`when.matchHint.${value}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
    </>
  );
}

type Answer = Extract<Trigger, { kind: "keyword" | "any_message" }>;

interface LimitsProps {
  trigger: Answer;
  problems: Record<string, string>;
  onChange: (trigger: Trigger) => void;
}

function Limits({ trigger, problems, onChange }: LimitsProps) {
  const { t } = useTranslation("replies");
  const rest = trigger.rest_minutes ?? 0;
  const choices = RESTS.includes(rest) || rest === 0 ? RESTS : [...RESTS, rest].sort((a, b) => a - b);
  return (
    <>
      <HoursEditor
        hours={trigger.hours ?? null}
        problems={problems}
        onChange={(hours) => onChange({ ...trigger, hours })}
      />
      <Select
        label={t("rest.label")}
        description={t("rest.hint")}
        allowDeselect={false}
        value={String(rest)}
        onChange={(value) => onChange({ ...trigger, rest_minutes: Number(value) || null })}
        data={[
          { value: "0", label: t("rest.none") },
          ...choices.map((minutes) => ({
            value: String(minutes),
            label: t("rest.once", { text: restText(minutes, t) }),
          })),
        ]}
      />
      {trigger.kind === "any_message" ? (
        <Text size="xs" c="dimmed">
          {t("when.anyHint")}
        </Text>
      ) : null}
    </>
  );
}
