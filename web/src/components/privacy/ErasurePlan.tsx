import { Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PlannedTableOut } from "@/api/schema.gen";

const FATES = ["removed", "blanked", "kept"] as const;

/** What an erasure does to each kind of data: what goes, what loses its words, what stays and why. */
export function ErasurePlan({ tables }: { tables: PlannedTableOut[] }) {
  const { t } = useTranslation("privacy");
  return (
    <Stack gap="sm">
      {FATES.map((fate) => {
        const rows = tables.filter((one) => one.becomes === fate);
        if (rows.length === 0) return null;
        return (
          <Stack key={fate} gap={2} component="section" aria-label={t(`fate.${fate}`)}>
            <Title order={3} fz="md">
              {t(`fate.${fate}`)}
            </Title>
            <Text size="xs" c="dimmed">
              {t(`fate.${fate}Hint`)}
            </Text>
            {rows.map((one) => (
              <div key={one.table}>
                <Group justify="space-between" gap="xs" wrap="nowrap">
                  <Text size="sm">{t(`table.${one.table}`, { defaultValue: t("table.other") })}</Text>
                  <Text size="sm" c="dimmed" flex="none">
                    {t("rows", { count: one.rows })}
                  </Text>
                </Group>
                {fate === "kept" ? (
                  <Text size="xs" c="dimmed">
                    {t(`stays.${one.table}`, { defaultValue: "" })}
                  </Text>
                ) : null}
              </div>
            ))}
          </Stack>
        );
      })}
    </Stack>
  );
}
