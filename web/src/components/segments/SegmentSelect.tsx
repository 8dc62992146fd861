import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSegmentNames } from "./segmentNames";

interface Props {
  channelId: number;
  value: number | null;
  error?: string;
  onChange: (segmentId: number) => void;
}

/** Chooses one of an account's segments. */
export function SegmentSelect({ channelId, value, error, onChange }: Props) {
  const { t } = useTranslation("segments");
  const segments = useSegmentNames(channelId);
  return (
    <Select
      label={t("choose.label")}
      placeholder={t("choose.placeholder")}
      nothingFoundMessage={t("choose.none")}
      searchable
      allowDeselect={false}
      value={value ? String(value) : null}
      error={error}
      onChange={(id) => id && onChange(Number(id))}
      data={segments.map((one) => ({
        value: String(one.id),
        label: one.folder ? `${one.folder} / ${one.name}` : one.name,
      }))}
    />
  );
}
