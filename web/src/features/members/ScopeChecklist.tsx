import { Box, Button, Checkbox, Group, Input, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ApiKeyIn } from "@/api/schema.gen";
import { useMe } from "@/app/session";
import { rolesQuery } from "./queries";
import { useWords } from "./words";

type Scopes = ApiKeyIn["scopes"];

interface Props {
  value: Scopes;
  onChange: (scopes: Scopes) => void;
  problem?: string;
}

/** What a key may do, in words; only what one may do oneself. */
export function ScopeChecklist({ value, onChange, problem }: Props) {
  const { t } = useTranslation("members");
  const words = useWords();
  const me = useMe();
  const { data: table } = useSuspenseQuery(rolesQuery);
  const sections = table.sections.map((section) => ({
    ...section,
    // Every key may ask who it is.
    permissions: section.permissions.filter(
      (one) => one.key !== "me.view" && me.permissions.includes(one.key),
    ),
  }));
  const looking = sections
    .flatMap((section) => section.permissions.map((one) => one.key))
    .filter((key) => key.endsWith(".view"));
  return (
    <Input.Wrapper
      label={t("key.field.scopes")}
      description={t("key.field.scopesHint")}
      error={problem}
      required
    >
      <Group gap="xs" my="xs">
        <Button size="compact-xs" variant="light" onClick={() => onChange(looking)}>
          {t("key.onlyLook")}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange([])}>
          {t("key.clear")}
        </Button>
      </Group>
      <Paper withBorder p="sm" mah={320} style={{ overflow: "auto" }} tabIndex={-1}>
        <Checkbox.Group value={value} onChange={(keys) => onChange(keys as Scopes)}>
          <Stack gap="sm">
            {sections
              .filter((section) => section.permissions.length > 0)
              .map((section) => (
                <Box key={section.key}>
                  <Text size="xs" fw={600} c="dimmed" mb={4}>
                    {words.name(section)}
                  </Text>
                  <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" verticalSpacing={8}>
                    {section.permissions.map((one) => (
                      <Checkbox
                        key={one.key}
                        value={one.key}
                        label={words.name(one)}
                        description={words.meaning(one)}
                      />
                    ))}
                  </SimpleGrid>
                </Box>
              ))}
          </Stack>
        </Checkbox.Group>
      </Paper>
    </Input.Wrapper>
  );
}
