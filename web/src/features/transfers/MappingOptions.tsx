import { Checkbox, MultiSelect, Radio, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ColumnMapping } from "@/api/schema.gen";
import { tagNamesQuery } from "./queries";

interface Props {
  mapping: ColumnMapping;
  onChange: (mapping: ColumnMapping) => void;
}

/** What to do with empty cells, values that are there already, unknown people and new tags. */
export function MappingOptions({ mapping, onChange }: Props) {
  const { t } = useTranslation("transfers");
  const { data: tags = [] } = useQuery(tagNamesQuery);
  const isByLineId =
    mapping.key !== null && mapping.key !== undefined && mapping.columns[mapping.key]?.to === "line_user_id";
  const hasTags = mapping.columns.some((target) => target.to === "tag_names" || target.to === "new_tag");
  const choose = (part: Partial<ColumnMapping>) => onChange({ ...mapping, ...part });
  return (
    <Stack gap="sm">
      <Title order={3}>{t("options.title")}</Title>
      <Radio.Group
        label={t("options.conflict.label")}
        value={mapping.conflict}
        onChange={(value) => choose({ conflict: value as ColumnMapping["conflict"] })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="overwrite" label={t("options.conflict.overwrite")} />
          <Radio value="only_empty" label={t("options.conflict.only_empty")} />
        </Stack>
      </Radio.Group>
      <Radio.Group
        label={t("options.empty.label")}
        value={mapping.empty}
        onChange={(value) => choose({ empty: value as ColumnMapping["empty"] })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="leave" label={t("options.empty.leave")} />
          <Radio value="clear" label={t("options.empty.clear")} />
        </Stack>
      </Radio.Group>
      <MultiSelect
        label={t("options.everyone")}
        description={t("options.everyoneHint")}
        data={tags.map((tag) => ({ value: String(tag.id), label: tag.name }))}
        value={mapping.everyone_tag_ids.map(String)}
        onChange={(values) => choose({ everyone_tag_ids: values.map(Number) })}
        searchable
        maxValues={20}
        maw={520}
      />
      {isByLineId ? (
        <Checkbox
          label={t("options.createsFriends")}
          description={t("options.createsFriendsHint")}
          checked={mapping.creates_friends}
          onChange={(event) => choose({ creates_friends: event.currentTarget.checked })}
        />
      ) : null}
      {hasTags ? (
        <>
          <Checkbox
            label={t("options.createsTags")}
            checked={mapping.creates_tags}
            onChange={(event) => choose({ creates_tags: event.currentTarget.checked })}
          />
          <Checkbox
            label={t("options.correctsNames")}
            description={t("options.correctsNamesHint")}
            checked={mapping.corrects_tag_names}
            onChange={(event) => choose({ corrects_tag_names: event.currentTarget.checked })}
          />
        </>
      ) : null}
      <Checkbox
        label={t("options.runsRules")}
        description={t("options.runsRulesHint")}
        checked={mapping.runs_rules}
        onChange={(event) => choose({ runs_rules: event.currentTarget.checked })}
      />
    </Stack>
  );
}
