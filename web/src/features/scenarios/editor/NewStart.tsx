import { Button, Select, Stack, TagsInput, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RuleOut, TagOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { SegmentSelect } from "@/components/segments/SegmentSelect";
import type { Trigger } from "../starts";

type Choice = "new" | "returning" | "known" | "tag" | "segment" | "keyword";

interface Props {
  tags: TagOut[];
  isSaving: boolean;
  taken: RuleOut[];
  onAdd: (trigger: Trigger) => void;
}

/** Adds one way into the scenario. */
export function NewStart({ tags, isSaving, taken, onAdd }: Props) {
  const { t } = useTranslation("scenarios");
  const [choice, setChoice] = useState<Choice>("new");
  const [tagId, setTagId] = useState<string | null>(null);
  const [segmentId, setSegmentId] = useState<number | null>(null);
  const [words, setWords] = useState<string[]>([]);
  const channelId = useChannelId();
  const trigger = triggerOf(choice, tagId, segmentId, words);
  const isTaken =
    trigger !== null &&
    taken.some((rule) => JSON.stringify(sortedKeys(rule.trigger)) === JSON.stringify(sortedKeys(trigger)));
  const add = () => {
    if (!trigger) return;
    onAdd(trigger);
    setTagId(null);
    setSegmentId(null);
    setWords([]);
  };
  return (
    <Stack gap="xs">
      <Select
        label={t("start.new")}
        allowDeselect={false}
        value={choice}
        onChange={(value) => value && setChoice(value as Choice)}
        data={[
          ...(["new", "returning", "known"] as const).map((value) => ({
            value,
            label: t(`start.follow.${value}`),
          })),
          { value: "tag", label: t("start.choice.tag") },
          { value: "segment", label: t("start.choice.segment") },
          { value: "keyword", label: t("start.choice.keyword") },
        ]}
      />
      {choice === "tag" ? (
        <Select
          label={t("start.tagLabel")}
          placeholder={t("start.tagPlaceholder")}
          searchable
          nothingFoundMessage={t("start.noTag")}
          value={tagId}
          onChange={setTagId}
          data={tags.map((tag) => ({ value: String(tag.id), label: tag.name }))}
        />
      ) : null}
      {choice === "segment" ? (
        <SegmentSelect channelId={channelId} value={segmentId} onChange={setSegmentId} />
      ) : null}
      {choice === "keyword" ? (
        <TagsInput
          label={t("start.wordsLabel")}
          description={t("start.wordsHint")}
          value={words}
          onChange={setWords}
          maxTags={50}
        />
      ) : null}
      {isTaken ? (
        <Text size="xs" c="dimmed">
          {t("start.taken")}
        </Text>
      ) : null}
      <Button
        leftSection={<IconPlus size={16} />}
        loading={isSaving}
        disabled={trigger === null || isTaken}
        onClick={add}
      >
        {t("start.add")}
      </Button>
    </Stack>
  );
}

function triggerOf(
  choice: Choice,
  tagId: string | null,
  segmentId: number | null,
  words: string[],
): Trigger | null {
  if (choice === "tag") return tagId ? { kind: "tag_added", tag_id: Number(tagId) } : null;
  if (choice === "segment") return segmentId ? { kind: "segment_entered", segment_id: segmentId } : null;
  if (choice === "keyword") return words.length > 0 ? { kind: "keyword", words, match: "exact" } : null;
  return { kind: "follow", case: choice };
}

function sortedKeys(value: object): [string, unknown][] {
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
}
