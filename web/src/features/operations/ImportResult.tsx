import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OperationDetailOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";

const OUTCOMES = ["new", "changed", "unchanged", "undone", "kept"] as const;

/** What became of an import's rows, or would become of them, and the way to the import itself. */
export function ImportResult({ operation }: { operation: OperationDetailOut }) {
  const { t } = useTranslation("operations");
  const mayImport = useCan()("data.import");
  const channelId = useChannelId();
  if (operation.import_id === null) return null;
  const context = operation.kind.endsWith("_check") ? "check" : undefined;
  const numbers: Record<string, number> = { ...operation.counts, failed: operation.failed };
  const shown = [...OUTCOMES, "failed" as const].filter((name) => (numbers[name] ?? 0) > 0);
  return (
    <Stack gap="xs" mt="sm">
      <Group gap="sm">
        {shown.map((name) => (
          <Text key={name} size="sm" c={name === "failed" ? "red" : undefined}>
            {t(`imported.${name}`, { count: numbers[name], context })}
          </Text>
        ))}
      </Group>
      {mayImport ? (
        <Anchor component={Link} to={`/c/${channelId}/import/${operation.import_id}`} size="sm">
          {t("imported.open")}
        </Anchor>
      ) : null}
    </Stack>
  );
}
