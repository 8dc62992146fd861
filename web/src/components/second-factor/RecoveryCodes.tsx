import { Button, Checkbox, CopyButton, Group, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  codes: string[];
  onDone: () => void;
}

/** Shows recovery codes until the person says that they have kept them. */
export function RecoveryCodes({ codes, onDone }: Props) {
  const { t } = useTranslation("secondFactor");
  const [isKept, setKept] = useState(false);
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`Enishi\n${codes.join("\n")}\n`)}`;
  return (
    <Stack>
      <Text>{t("codes.why")}</Text>
      <Paper withBorder p="md" bg="var(--enishi-surface)">
        <SimpleGrid cols={2} spacing="xs">
          {codes.map((code) => (
            <Text key={code} ff="monospace" size="lg" ta="center">
              {`${code.slice(0, 4)} ${code.slice(4)}`}
            </Text>
          ))}
        </SimpleGrid>
      </Paper>
      <Group grow>
        <CopyButton value={codes.join("\n")}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              onClick={copy}
            >
              {copied ? t("common:action.copied") : t("common:action.copy")}
            </Button>
          )}
        </CopyButton>
        <Button
          component="a"
          href={file}
          download="enishi-recovery-codes.txt"
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          {t("codes.download")}
        </Button>
      </Group>
      <Checkbox
        label={t("codes.kept")}
        checked={isKept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <Button disabled={!isKept} onClick={onDone}>
        {t("codes.done")}
      </Button>
    </Stack>
  );
}
