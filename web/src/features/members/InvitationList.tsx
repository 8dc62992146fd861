import { ActionIcon, Box, Menu, Modal, Paper, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots, IconLink, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { InvitationOut, NewInvitationOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";
import { StatusBadge } from "@/components/StatusBadge";
import { TimeText } from "@/components/TimeText";
import { ChannelsText } from "./LimitTexts";
import { LinkNote } from "./LinkNote";
import classes from "./members.module.css";
import { useRenewInvitation, useRevokeInvitation } from "./queries";
import { ROLE_LOOKS } from "./status";
import { useRoleName } from "./words";

/** Invitations that nobody has accepted yet. */
export function InvitationList({ invitations }: { invitations: InvitationOut[] }) {
  const { t } = useTranslation("members");
  const [made, setMade] = useState<NewInvitationOut | null>(null);
  return (
    <Stack gap="xs">
      <Title order={2}>{t("waiting.title")}</Title>
      <Paper withBorder>
        {invitations.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} onMade={setMade} />
        ))}
      </Paper>
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title={t("link.title")}
        size="lg"
        closeButtonProps={{ "aria-label": t("common:action.close") }}
      >
        {made ? <LinkNote made={made} onClose={() => setMade(null)} /> : null}
      </Modal>
    </Stack>
  );
}

interface RowProps {
  invitation: InvitationOut;
  onMade: (made: NewInvitationOut) => void;
}

function InvitationRow({ invitation, onMade }: RowProps) {
  const { t } = useTranslation("members");
  const can = useCan();
  const roleName = useRoleName();
  const isOver = new Date(invitation.expires_at) <= new Date();
  return (
    <Box className={classes.row}>
      <Box className={classes.first} miw={0}>
        <Text fw={600} truncate>
          {invitation.email}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {invitation.created_by_name
            ? t("waiting.by", { name: invitation.created_by_name })
            : t("waiting.bySystem")}
        </Text>
      </Box>
      <Box>
        <StatusBadge look={ROLE_LOOKS[invitation.role]}>{roleName(invitation.role)}</StatusBadge>
      </Box>
      <ChannelsText ids={invitation.channel_ids} />
      <Text size="sm" c={isOver ? "red" : undefined} component="div">
        {isOver ? (
          t("waiting.over")
        ) : (
          <>
            {t("waiting.until")} <TimeText at={invitation.expires_at} />
          </>
        )}
      </Text>
      <Box className={classes.menu}>
        {can("members.edit") ? <RowMenu invitation={invitation} onMade={onMade} /> : null}
      </Box>
    </Box>
  );
}

function RowMenu({ invitation, onMade }: RowProps) {
  const { t } = useTranslation("members");
  const renew = useRenewInvitation();
  const revoke = useRevokeInvitation();
  const tellError = (error: Error) =>
    notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("menu", { name: invitation.email })}
        >
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconLink size={16} />}
          onClick={() => renew.mutate(invitation.id, { onSuccess: onMade, onError: tellError })}
        >
          {t("waiting.renew")}
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={16} />}
          onClick={() =>
            revoke.mutate(invitation.id, {
              onSuccess: () =>
                notifications.show({ message: t("waiting.revoked", { email: invitation.email }) }),
              onError: tellError,
            })
          }
        >
          {t("waiting.revoke")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
