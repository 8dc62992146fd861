import { Alert, Button, CopyButton, Group, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { NewApiKeyOut } from "@/api/schema.gen";
import classes from "./members.module.css";

/** The key itself: this is the only moment at which it can be read. */
export function KeyNote({ made, onClose }: { made: NewApiKeyOut; onClose: () => void }) {
  const { t } = useTranslation("members");
  return (
    <Stack>
      <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={18} />}>
        {t("key.once")}
      </Alert>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t("key.label", { name: made.name })}
          value={made.key}
          readOnly
          classNames={{ input: classes.key }}
          onFocus={(event) => event.currentTarget.select()}
          flex="1 1 240px"
        />
        <CopyButton value={made.key}>
          {({ copied, copy }) => (
            <Button
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              data-autofocus
            >
              {t(copied ? "common:action.copied" : "common:action.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("key.kept")}
        </Button>
      </Group>
    </Stack>
  );
}
