import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  title: ReactNode;
  /** One sentence on what this screen is for. */
  hint?: ReactNode;
  /** Buttons at the right; the most important one last. */
  children?: ReactNode;
}

export function PageHeader({ title, hint, children }: Props) {
  return (
    <Group justify="space-between" align="flex-start" gap="sm" mb="md">
      <Stack gap={2} flex="1 1 240px" miw={0}>
        <Title order={1}>{title}</Title>
        {hint ? (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        ) : null}
      </Stack>
      <Group gap="xs">{children}</Group>
    </Group>
  );
}
