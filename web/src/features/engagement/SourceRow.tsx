import { ActionIcon, Group, Select, TagsInput, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ListedTagOut } from "@/api/schema.gen";
import type { Source } from "./sources";

interface Props {
  source: Source;
  tags: ListedTagOut[];
  onChange: (source: Source) => void;
  onRemove: () => void;
}

/** One way in which interest shows. */
export function SourceRow({ source, tags, onChange, onRemove }: Props) {
  const { t } = useTranslation("engagement");
  return (
    <Group align="flex-end" wrap="nowrap" gap="xs">
      <Group grow flex={1} align="flex-end" gap="xs" preventGrowOverflow={false}>
        <SourceInputs source={source} tags={tags} onChange={onChange} />
      </Group>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("source.remove")} onClick={onRemove}>
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}

function SourceInputs({ source, tags, onChange }: Omit<Props, "onRemove">) {
  const { t } = useTranslation("engagement");
  if (source.kind === "words")
    return (
      <TagsInput
        label={t("source.words")}
        placeholder={source.words.length ? undefined : t("source.wordsExample")}
        value={source.words}
        maxTags={50}
        onChange={(words) => onChange({ ...source, words })}
      />
    );
  if (source.kind === "tap")
    return (
      <TextInput
        label={t("source.tap")}
        placeholder="menu=color"
        value={source.data}
        maxLength={300}
        onChange={(event) => onChange({ ...source, data: event.currentTarget.value })}
      />
    );
  if (source.kind === "tag")
    return (
      <Select
        label={t("source.tag")}
        searchable
        data={tags.map((tag) => ({ value: String(tag.id), label: tag.name }))}
        value={source.tag_id ? String(source.tag_id) : null}
        onChange={(value) => onChange({ ...source, tag_id: Number(value) || 0 })}
      />
    );
  return (
    <>
      <TextInput
        label={t("source.event")}
        value={source.event}
        maxLength={60}
        onChange={(event) => onChange({ ...source, event: event.currentTarget.value })}
      />
      <TextInput
        label={t("source.key")}
        value={source.key ?? ""}
        maxLength={60}
        onChange={(event) => onChange({ ...source, key: event.currentTarget.value })}
      />
      <TextInput
        label={t("source.value")}
        placeholder={t("source.valueExample")}
        value={source.value ?? ""}
        maxLength={200}
        onChange={(event) => onChange({ ...source, value: event.currentTarget.value })}
      />
    </>
  );
}
