import { ActionIcon, CopyButton, TextInput, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** The address that LINE has to call, to be copied into its console. */
export function WebhookAddress({ address }: { address: string }) {
  const { t } = useTranslation("channelCheck");
  return (
    <TextInput
      label={t("address")}
      description={t("addressHint")}
      value={address}
      readOnly
      ff="monospace"
      onFocus={(event) => event.currentTarget.select()}
      rightSection={
        <CopyButton value={address}>
          {({ copied, copy }) => (
            <Tooltip label={t(copied ? "common:action.copied" : "common:action.copy")}>
              <ActionIcon variant="subtle" onClick={copy} aria-label={t("copyAddress")}>
                {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      }
    />
  );
}
