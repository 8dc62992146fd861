import { Button, Group, Paper, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Placeholder } from "./placeholders";

interface Props {
  placeholder: Placeholder;
  name: string;
  onChange: (placeholder: Placeholder) => void;
  onRemove: () => void;
}

/** What stands in the text for a friend of whom the value is not known. */
export function ChipPanel({ placeholder, name, onChange, onRemove }: Props) {
  const { t } = useTranslation("composer");
  return (
    <Paper withBorder p="xs" mt={4}>
      <Group align="flex-end" gap="xs">
        <TextInput
          flex="1 1 180px"
          size="xs"
          label={t("placeholder.fallback", { name })}
          description={placeholder.fallback ? undefined : t("placeholder.noFallback")}
          value={placeholder.fallback ?? ""}
          onChange={(event) => {
            const fallback = event.currentTarget.value;
            onChange({ name: placeholder.name, fallback: fallback === "" ? undefined : fallback });
          }}
        />
        <Button size="xs" variant="default" leftSection={<IconX size={14} />} onClick={onRemove}>
          {t("placeholder.remove")}
        </Button>
      </Group>
    </Paper>
  );
}
