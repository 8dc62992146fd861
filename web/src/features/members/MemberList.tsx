import { ActionIcon, Box, Menu, Paper, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconDots, IconPencil, IconUserMinus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MemberOut } from "@/api/schema.gen";
import { useCan, useMe } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";
import { StatusBadge } from "@/components/StatusBadge";
import { ChannelsText, EndsOnText } from "./LimitTexts";
import { MemberModal } from "./MemberModal";
import classes from "./members.module.css";
import { grantableRoles } from "./place";
import { rolesQuery, useRemoveMember } from "./queries";
import { ROLE_LOOKS } from "./status";
import { useRoleName } from "./words";

export function MemberList({ members }: { members: MemberOut[] }) {
  const { t } = useTranslation("members");
  const [changing, setChanging] = useState<MemberOut | null>(null);
  return (
    <Paper withBorder>
      <Box className={`${classes.row} ${classes.heading}`} aria-hidden>
        <span>{t("column.person")}</span>
        <span>{t("column.role")}</span>
        <span>{t("column.channels")}</span>
        <span>{t("column.endsOn")}</span>
        <span />
      </Box>
      {members.map((member) => (
        <MemberRow key={member.id} member={member} onChange={() => setChanging(member)} />
      ))}
      {changing ? <MemberModal member={changing} onClose={() => setChanging(null)} /> : null}
    </Paper>
  );
}

function MemberRow({ member, onChange }: { member: MemberOut; onChange: () => void }) {
  const { t } = useTranslation("members");
  const me = useMe();
  const can = useCan();
  const roleName = useRoleName();
  const { data: table } = useSuspenseQuery(rolesQuery);
  const mayChange = can("members.edit") && grantableRoles(table, me.permissions).includes(member.role);
  return (
    <Box className={classes.row}>
      <Box className={classes.first} miw={0}>
        <Text fw={600} truncate>
          {member.name || member.email}
          {member.user_id === me.user?.id ? (
            <Text span size="xs" c="dimmed" ml={6}>
              {t("you")}
            </Text>
          ) : null}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {member.email}
        </Text>
      </Box>
      <Box>
        <StatusBadge look={ROLE_LOOKS[member.role]}>{roleName(member.role)}</StatusBadge>
      </Box>
      <ChannelsText ids={member.channel_ids} />
      <EndsOnText day={member.ends_on} />
      <Box className={classes.menu}>{mayChange ? <RowMenu member={member} onChange={onChange} /> : null}</Box>
    </Box>
  );
}

function RowMenu({ member, onChange }: { member: MemberOut; onChange: () => void }) {
  const { t } = useTranslation("members");
  const remove = useRemoveMember();
  const name = member.name || member.email;
  const ask = () =>
    modals.openConfirmModal({
      title: t("remove.title", { name }),
      children: <Text size="sm">{t("remove.text")}</Text>,
      labels: { confirm: t("remove.confirm", { name }), cancel: t("common:action.cancel") },
      confirmProps: { color: "red" },
      withCloseButton: false,
      onConfirm: () =>
        remove.mutate(member.id, {
          onSuccess: () => notifications.show({ message: t("remove.done", { name }) }),
          onError: (error) =>
            notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") }),
        }),
    });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("menu", { name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={onChange}>
          {t("change.open")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconUserMinus size={16} />} onClick={ask}>
          {t("remove.open")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
