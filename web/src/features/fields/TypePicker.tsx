import { Group, Select, Stack, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldType } from "@/api/schema.gen";
import { FIELD_ICONS, FIELD_TYPES } from "@/components/fields";

interface Props {
  value: FieldType;
  onChange: (type: FieldType) => void;
  label: string;
  /** Left out, because it is the present one. */
  except?: FieldType;
}

/** The types with what each is good for. */
export function TypePicker({ value, onChange, label, except }: Props) {
  const { t } = useTranslation("fields");
  const Chosen = FIELD_ICONS[value];
  return (
    <Select
      label={label}
      required
      allowDeselect={false}
      maxDropdownHeight={360}
      leftSection={<Chosen size={16} stroke={1.6} />}
      data={FIELD_TYPES.filter((type) => type !== except).map((type) => ({
        value: type,
        label: t(`type.${type}`),
      }))}
      value={value}
      onChange={(type) => type && onChange(type as FieldType)}
      renderOption={({ option, checked }) => {
        const type = option.value as FieldType;
        const Icon = FIELD_ICONS[type];
        return (
          <Group gap="sm" wrap="nowrap" flex={1}>
            <Icon size={18} stroke={1.6} />
            <Stack gap={0} flex={1}>
              <Text size="sm">{option.label}</Text>
              <Text size="xs" c="dimmed">
                {t(`typeHint.${type}`)}
              </Text>
            </Stack>
            {checked ? <IconCheck size={16} aria-hidden /> : null}
          </Group>
        );
      }}
    />
  );
}
