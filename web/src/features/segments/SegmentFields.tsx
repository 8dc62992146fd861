import { Autocomplete, Checkbox, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { ownersQuery, segmentsQuery } from "./queries";

export interface SegmentWords {
  name: string;
  folder: string;
  purpose: string;
  owner_id: number | null;
  is_frozen: boolean;
}

/** The name's box, for whoever has to lead there. */
export const NAME_INPUT = "segment-name";

interface Props {
  value: SegmentWords;
  onChange: (value: SegmentWords) => void;
  problems: Record<string, string>;
  /** Shown where the list of members is closed to the reader. */
  ownerName?: string;
}

/** What a segment is called and what it is for. */
export function SegmentFields({ value, onChange, problems, ownerName }: Props) {
  const { t } = useTranslation("segments");
  const channelId = useChannelId();
  const maySeeMembers = useCan()("members.view");
  const { data: members = [] } = useQuery({ ...ownersQuery, enabled: maySeeMembers });
  const { data: segments = [] } = useQuery(segmentsQuery(channelId));
  const folders = [...new Set(segments.map((one) => one.folder).filter(Boolean))];
  const put = (change: Partial<SegmentWords>) => onChange({ ...value, ...change });
  return (
    <Stack gap="sm">
      <TextInput
        id={NAME_INPUT}
        label={t("field.name")}
        placeholder={t("field.namePlaceholder")}
        required
        maxLength={100}
        value={value.name}
        error={problems.name}
        onChange={(event) => put({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t("field.purpose")}
        description={t("field.purposeHint")}
        placeholder={t("field.purposePlaceholder")}
        autosize
        minRows={2}
        maxLength={1000}
        value={value.purpose}
        error={problems.purpose}
        onChange={(event) => put({ purpose: event.currentTarget.value })}
      />
      <Autocomplete
        label={t("field.folder")}
        placeholder={t("field.folderPlaceholder")}
        data={folders}
        maxLength={100}
        value={value.folder}
        error={problems.folder}
        onChange={(folder) => put({ folder })}
      />
      {maySeeMembers ? (
        <Select
          label={t("field.owner")}
          placeholder={t("field.nobody")}
          clearable
          searchable
          data={members.map((one) => ({ value: String(one.user_id), label: one.name }))}
          value={value.owner_id === null ? null : String(value.owner_id)}
          error={problems.owner_id}
          onChange={(owner) => put({ owner_id: owner === null ? null : Number(owner) })}
        />
      ) : (
        <TextInput label={t("field.owner")} readOnly value={ownerName ?? t("field.nobody")} />
      )}
      <Checkbox
        label={t("field.frozen")}
        description={t("field.frozenHint")}
        checked={value.is_frozen}
        onChange={(event) => put({ is_frozen: event.currentTarget.checked })}
      />
    </Stack>
  );
}
