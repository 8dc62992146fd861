import { Button, Menu, VisuallyHidden } from "@mantine/core";
import { IconChevronDown, IconUser, IconUserCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ConversationOut } from "@/api/schema.gen";
import { useMe } from "@/app/session";
import { assignConversation } from "./deeds";
import { repliersQuery } from "./queries";
import { tellProblem } from "./tellProblem";

/** Who looks after a conversation; oneself comes first. */
export function AssigneeSelect({ talk }: { talk: ConversationOut }) {
  const { t } = useTranslation("talk");
  const client = useQueryClient();
  const me = useMe();
  const repliers = useQuery(repliersQuery(talk.channel_id));
  const assign = useMutation({
    mutationFn: (memberId: number | null) => assignConversation(talk.friend_id, memberId),
    onSuccess: () => client.invalidateQueries({ queryKey: ["talk"] }),
    onError: tellProblem,
  });
  const members = [...(repliers.data ?? [])].sort(
    (one, other) => Number(other.user_id === me.user?.id) - Number(one.user_id === me.user?.id),
  );
  const present = members.find((one) => one.member_id === talk.assignee_id);
  const name = present?.name ?? t("assignee.none");
  return (
    <Menu position="bottom-end" withArrow>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          loading={assign.isPending}
          leftSection={present ? <IconUserCheck size={14} aria-hidden /> : <IconUser size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {name}
          <VisuallyHidden>{t("assignee.choose")}</VisuallyHidden>
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        {members.map((one) => (
          <Menu.Item key={one.member_id} onClick={() => assign.mutate(one.member_id)}>
            {one.user_id === me.user?.id ? t("assignee.myself", { name: one.name }) : one.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => assign.mutate(null)}>{t("assignee.none")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
