import { Alert, Button, CopyButton, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconCheck, IconCopy, IconMail } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { NewInvitationOut } from "@/api/schema.gen";

/** The invitation's link: this is the only moment at which it can be read. */
export function LinkNote({ made, onClose }: { made: NewInvitationOut; onClose: () => void }) {
  const { t } = useTranslation("members");
  return (
    <Stack>
      <Text size="sm">{t("link.text", { email: made.email })}</Text>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t("link.label")}
          value={made.link}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
          flex="1 1 240px"
        />
        <CopyButton value={made.link}>
          {({ copied, copy }) => (
            <Button
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              data-autofocus
            >
              {t(copied ? "common:action.copied" : "link.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Alert variant="light" icon={<IconMail size={18} />}>
        {t(made.is_mailed ? "link.mailed" : "link.notMailed", { email: made.email })}
      </Alert>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("common:action.close")}
        </Button>
      </Group>
    </Stack>
  );
}
