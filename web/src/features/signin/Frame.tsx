import { Box, Center, Group, Paper, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { chooseLanguage, type Language } from "@/app/i18n";

interface Props {
  title: string;
  hint?: ReactNode;
  children: ReactNode;
  width?: number;
}

/** The frame of every page that is seen before anybody is signed in. */
export function Frame({ title, hint, children, width = 400 }: Props) {
  const { t, i18n } = useTranslation("signin");
  return (
    <Center component="main" mih="100%" p="md" bg="var(--enishi-surface)">
      <Stack w="100%" maw={width} gap="md">
        <Group justify="space-between" align="center">
          <Text fw={700} size="xl">
            Enishi
          </Text>
          <SegmentedControl
            size="xs"
            aria-label={t("language")}
            value={i18n.language}
            onChange={(value) => void chooseLanguage(value as Language)}
            data={[
              { value: "ja", label: "日本語" },
              { value: "en", label: "English" },
            ]}
          />
        </Group>
        <Paper withBorder shadow="xs" p={{ base: "md", xs: "lg" }} bg="var(--mantine-color-body)">
          <Stack gap="md">
            <Box>
              <Title order={1}>{title}</Title>
              {hint ? (
                <Text c="dimmed" size="sm" mt={4}>
                  {hint}
                </Text>
              ) : null}
            </Box>
            {children}
          </Stack>
        </Paper>
      </Stack>
    </Center>
  );
}
