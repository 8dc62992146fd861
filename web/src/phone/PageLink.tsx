import { Button, Code, Stack, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { safePage } from "@/line";

/** An address that the friend tapped: shown in full before it is opened, and opened in a tab of its own. */
export function PageLink({ uri, onDone }: { uri: string; onDone: () => void }) {
  const { t } = useTranslation("phone");
  const page = safePage(uri);
  return (
    <Stack>
      <Code block>{uri.slice(0, 2_000)}</Code>
      {page ? (
        <Button
          component="a"
          href={page}
          target="_blank"
          rel="noopener noreferrer"
          leftSection={<IconExternalLink size={18} />}
          onClick={onDone}
        >
          {t("ask.openPage")}
        </Button>
      ) : (
        <Text c="dimmed">{t("ask.noPage")}</Text>
      )}
    </Stack>
  );
}
