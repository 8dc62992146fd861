import { ActionIcon, Box, Button, Modal, Paper, Text, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconBan, IconKey, IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiKeyOut, NewApiKeyOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { EmptyState } from "@/components/EmptyState";
import { messageOf } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { StatusBadge } from "@/components/StatusBadge";
import { TimeText } from "@/components/TimeText";
import { KeyForm } from "./KeyForm";
import { KeyNote } from "./KeyNote";
import classes from "./members.module.css";
import { apiKeysQuery, useRevokeKey } from "./queries";
import { KEY_LOOKS, keyState } from "./status";

/** APIキー. */
export function ApiKeysPage() {
  const { t } = useTranslation("members");
  const can = useCan();
  const { data: keys } = useSuspenseQuery(apiKeysQuery);
  const [isMaking, { open, close }] = useDisclosure(false);
  const [made, setMade] = useState<NewApiKeyOut | null>(null);
  const finish = () => {
    setMade(null);
    close();
  };
  const button = can("api_keys.edit") ? (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      {t("key.open")}
    </Button>
  ) : null;
  return (
    <Page maxWidth={1120}>
      <PageHeader title={t("key.title")} hint={t("key.hint")}>
        {keys.length > 0 ? button : null}
      </PageHeader>
      {keys.length === 0 ? (
        <EmptyState icon={IconKey} title={t("key.emptyTitle")} text={t("key.emptyText")}>
          {button}
        </EmptyState>
      ) : (
        <Paper withBorder>
          <Box className={`${classes.row} ${classes.heading}`} aria-hidden>
            <span>{t("key.column.name")}</span>
            <span>{t("key.column.state")}</span>
            <span>{t("key.column.scopes")}</span>
            <span>{t("key.column.used")}</span>
            <span />
          </Box>
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} mayRevoke={can("api_keys.edit")} />
          ))}
        </Paper>
      )}
      <Modal
        opened={isMaking}
        onClose={finish}
        title={t(made ? "key.madeTitle" : "key.open")}
        size="lg"
        closeButtonProps={{ "aria-label": t("common:action.close") }}
      >
        {made ? <KeyNote made={made} onClose={finish} /> : <KeyForm onMade={setMade} onCancel={finish} />}
      </Modal>
    </Page>
  );
}

function KeyRow({ apiKey, mayRevoke }: { apiKey: ApiKeyOut; mayRevoke: boolean }) {
  const { t } = useTranslation("members");
  const state = keyState(apiKey, new Date());
  return (
    <Box className={classes.row}>
      <Box className={classes.first} miw={0}>
        <Text fw={600} truncate>
          {apiKey.name}
        </Text>
        <Text size="sm" c="dimmed" className={classes.key}>
          {apiKey.prefix}…
        </Text>
      </Box>
      <Box>
        <StatusBadge look={KEY_LOOKS[state]}>{t(`key.state.${state}`)}</StatusBadge>
        {state === "usable" && apiKey.expires_at ? (
          <Text size="xs" c="dimmed" component="div">
            {t("waiting.until")} <TimeText at={apiKey.expires_at} />
          </Text>
        ) : null}
      </Box>
      <Text size="sm">{t("key.scopes", { count: apiKey.scopes.length })}</Text>
      <Text size="sm" c="dimmed" component="div">
        {apiKey.last_used_at ? <TimeText at={apiKey.last_used_at} /> : t("key.neverUsed")}
      </Text>
      <Box className={classes.menu}>
        {mayRevoke && state === "usable" ? <RevokeButton apiKey={apiKey} /> : null}
      </Box>
    </Box>
  );
}

function RevokeButton({ apiKey }: { apiKey: ApiKeyOut }) {
  const { t } = useTranslation("members");
  const revoke = useRevokeKey();
  const { name } = apiKey;
  const ask = () =>
    modals.openConfirmModal({
      title: t("key.revoke.title", { name }),
      children: <Text size="sm">{t("key.revoke.text")}</Text>,
      labels: { confirm: t("key.revoke.confirm"), cancel: t("common:action.cancel") },
      confirmProps: { color: "red" },
      withCloseButton: false,
      onConfirm: () =>
        revoke.mutate(apiKey.id, {
          onSuccess: () => notifications.show({ message: t("key.revoke.done", { name }) }),
          onError: (error) =>
            notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") }),
        }),
    });
  return (
    <Tooltip label={t("key.revoke.open")} withArrow>
      <ActionIcon
        variant="subtle"
        color="red"
        size={36}
        onClick={ask}
        aria-label={t("key.revoke.label", { name })}
      >
        <IconBan size={18} stroke={1.8} />
      </ActionIcon>
    </Tooltip>
  );
}
