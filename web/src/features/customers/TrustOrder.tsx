import { ActionIcon, Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSourceText } from "@/components/customers";
import { moved } from "./trust";

interface Props {
  value: string[];
  isReadOnly: boolean;
  onChange: (value: string[]) => void;
}

/** Whom one believes first, where several say different things. */
export function TrustOrder({ value, isReadOnly, onChange }: Props) {
  const { t } = useTranslation("customers");
  const sourceText = useSourceText();
  return (
    <Card withBorder>
      <Title order={2} size="h3">
        {t("settings.trust")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("settings.trustHint")}
      </Text>
      <Stack gap={4} component="ol" m={0} p={0}>
        {value.map((source, place) => (
          <Group key={source} component="li" justify="space-between" wrap="nowrap">
            <Text size="sm">
              {place + 1}. {sourceText(source)}
            </Text>
            {isReadOnly ? null : (
              <Group gap={4} wrap="nowrap">
                <ActionIcon
                  variant="default"
                  size="lg"
                  aria-label={t("settings.up", { name: sourceText(source) })}
                  disabled={place === 0}
                  onClick={() => onChange(moved(value, place, -1))}
                >
                  <IconArrowUp size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  size="lg"
                  aria-label={t("settings.down", { name: sourceText(source) })}
                  disabled={place === value.length - 1}
                  onClick={() => onChange(moved(value, place, 1))}
                >
                  <IconArrowDown size={16} />
                </ActionIcon>
              </Group>
            )}
          </Group>
        ))}
      </Stack>
    </Card>
  );
}
