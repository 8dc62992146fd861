import { MultiSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ExportColumnOut } from "@/api/schema.gen";

const GROUPS = ["profile", "field", "tag"] as const;

interface Props {
  offered: ExportColumnOut[];
  value: string[];
  onChange: (names: string[]) => void;
}

/** The columns of the file, in the order in which they were chosen. */
export function ExportColumns({ offered, value, onChange }: Props) {
  const { t } = useTranslation("transfers");
  return (
    <MultiSelect
      label={t("export.columns")}
      description={t("export.columnsHint")}
      data={GROUPS.map((group) => ({
        group: t(`export.group.${group}`),
        items: offered
          .filter((column) => column.group === group)
          .map((column) => ({ value: column.name, label: column.header })),
      })).filter((group) => group.items.length > 0)}
      value={value}
      onChange={onChange}
      searchable
      hidePickedOptions
      maxValues={200}
      limit={300}
    />
  );
}
