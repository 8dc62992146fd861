import { Button, Divider, MultiSelect, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { useCan } from "@/app/session";
import { ConditionEditor, everyone } from "../conditions";
import { SegmentSelect } from "../segments/SegmentSelect";
import { useSegmentNames } from "../segments/segmentNames";
import { type Audience, WAYS, type Way } from "./audience";

interface Props {
  channelId: number;
  value: Audience;
  onChange: (audience: Audience) => void;
  /** Sentences by the server's paths (`recipients.condition.root.of.0.tag_ids`). */
  problems?: Record<string, string>;
}

/** Whom a message for many is for: everybody, a tag, a segment or a condition, less whoever is left out. */
export function AudiencePicker({ channelId, value, onChange, problems = {} }: Props) {
  const { t } = useTranslation("audience");
  const change = (part: Partial<Audience>) => onChange({ ...value, ...part });
  const below = (prefix: string) =>
    Object.fromEntries(Object.entries(problems).filter(([path]) => path.startsWith(prefix)));
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t("way.label")}
        value={value.way}
        onChange={(way) => change({ way: way as Way })}
        data={WAYS.map((way) => ({ value: way, label: t(`way.${way}`) }))}
      />
      {value.way === "everyone" ? <Text size="sm">{t("way.everyoneHint")}</Text> : null}
      {value.way === "tag" ? (
        <TagSelect
          value={value.tagId}
          error={problems["recipients.tag_id"]}
          onChange={(tagId) => change({ tagId })}
        />
      ) : null}
      {value.way === "segment" ? (
        <SegmentSelect
          channelId={channelId}
          value={value.segmentId}
          error={problems["recipients.segment_id"]}
          onChange={(segmentId) => change({ segmentId })}
        />
      ) : null}
      {value.way === "condition" ? (
        <ConditionEditor
          channelId={channelId}
          value={value.condition ?? everyone}
          onChange={(condition) => change({ condition })}
          problems={below("recipients.condition")}
        />
      ) : null}
      <Divider label={t("without.title")} labelPosition="left" />
      <Without channelId={channelId} value={value} change={change} problems={problems} below={below} />
    </Stack>
  );
}

interface WithoutProps {
  channelId: number;
  value: Audience;
  change: (part: Partial<Audience>) => void;
  problems: Record<string, string>;
  below: (prefix: string) => Record<string, string>;
}

function Without({ channelId, value, change, problems, below }: WithoutProps) {
  const { t } = useTranslation("audience");
  const tags = useTagNames();
  const segments = useSegmentNames(channelId);
  return (
    <>
      <MultiSelect
        label={t("without.tags")}
        placeholder={value.withoutTags.length === 0 ? t("without.nobody") : undefined}
        searchable
        hidePickedOptions
        data={tags.map((one) => ({ value: String(one.id), label: one.name }))}
        value={value.withoutTags.map(String)}
        error={problems["recipients.exclude.tag_ids"]}
        onChange={(ids) => change({ withoutTags: ids.map(Number) })}
      />
      {segments.length > 0 ? (
        <MultiSelect
          label={t("without.segments")}
          placeholder={value.withoutSegments.length === 0 ? t("without.nobody") : undefined}
          searchable
          hidePickedOptions
          data={segments.map((one) => ({ value: String(one.id), label: one.name }))}
          value={value.withoutSegments.map(String)}
          error={problems["recipients.exclude.segment_ids"]}
          onChange={(ids) => change({ withoutSegments: ids.map(Number) })}
        />
      ) : null}
      {value.withoutCondition === null ? (
        <Button
          variant="subtle"
          size="xs"
          w="fit-content"
          onClick={() => change({ withoutCondition: { version: 1, root: { kind: "any", of: [] } } })}
        >
          {t("without.addCondition")}
        </Button>
      ) : (
        <>
          <Text size="sm" fw={500}>
            {t("without.condition")}
          </Text>
          <ConditionEditor
            channelId={channelId}
            value={value.withoutCondition}
            onChange={(withoutCondition) => change({ withoutCondition })}
            problems={below("recipients.exclude.condition")}
            withPreview={false}
          />
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            w="fit-content"
            onClick={() => change({ withoutCondition: null })}
          >
            {t("without.dropCondition")}
          </Button>
        </>
      )}
    </>
  );
}

interface TagSelectProps {
  value: number | null;
  error: string | undefined;
  onChange: (tagId: number) => void;
}

function TagSelect({ value, error, onChange }: TagSelectProps) {
  const { t } = useTranslation("audience");
  const tags = useTagNames();
  return (
    <Select
      label={t("tag.label")}
      placeholder={t("tag.choose")}
      searchable
      allowDeselect={false}
      data={tags.map((one) => ({ value: String(one.id), label: one.name }))}
      value={value === null ? null : String(value)}
      error={error}
      onChange={(id) => id && onChange(Number(id))}
    />
  );
}

function useTagNames() {
  const maySee = useCan()("tags.view");
  const { data } = useQuery({
    queryKey: ["friends", "tags"],
    queryFn: async () => (await answer(api.GET("/api/v1/tags"))).items,
    enabled: maySee,
  });
  return data ?? [];
}
