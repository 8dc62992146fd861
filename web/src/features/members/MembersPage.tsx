import { Button, Stack, Tabs } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { InvitationList } from "./InvitationList";
import { InviteModal } from "./InviteModal";
import { MemberList } from "./MemberList";
import { PermissionTable } from "./PermissionTable";
import { invitationsQuery, membersQuery } from "./queries";

export type Tab = "people" | "permissions";

/** メンバーと権限. */
export function MembersPage() {
  const { t } = useTranslation("members");
  const can = useCan();
  const navigate = useNavigate();
  const { tab = "people" } = useSearch({ strict: false }) as { tab?: Tab };
  const [isInviting, { open, close }] = useDisclosure(false);
  const { data: members } = useSuspenseQuery(membersQuery);
  const { data: invitations } = useSuspenseQuery(invitationsQuery);
  return (
    <Page maxWidth={1120}>
      <PageHeader title={t("title")} hint={t("hint")}>
        {can("members.edit") ? (
          <Button leftSection={<IconUserPlus size={16} />} onClick={open}>
            {t("invite.open")}
          </Button>
        ) : null}
      </PageHeader>
      <Tabs value={tab} onChange={(value) => void navigate({ to: ".", search: { tab: value } as never })}>
        <Tabs.List mb="md">
          <Tabs.Tab value="people">{t("tab.people", { count: members.length })}</Tabs.Tab>
          <Tabs.Tab value="permissions">{t("tab.permissions")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="people">
          <Stack gap="lg">
            <MemberList members={members} />
            {invitations.length > 0 ? <InvitationList invitations={invitations} /> : null}
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="permissions">
          <PermissionTable />
        </Tabs.Panel>
      </Tabs>
      <InviteModal isOpen={isInviting} onClose={close} />
    </Page>
  );
}
