import { ActionIcon, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconCircleCheck, IconId } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ConversationOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { FriendPhoto } from "@/components/FriendPhoto";
import { useMarkName } from "@/components/useMarkName";
import { AssigneeSelect } from "./AssigneeSelect";
import { markConversation } from "./deeds";
import { MarkSelect } from "./MarkSelect";
import { marksQuery } from "./queries";
import classes from "./talk.module.css";
import { tellProblem } from "./tellProblem";
import { useNow } from "./useNow";
import { useTalkSearch } from "./useTalkSearch";
import { WaitChip } from "./WaitChip";

/** Who this is, how far staff are, and who looks after it. */
export function ConversationHeader({ talk }: { talk: ConversationOut }) {
  const { t } = useTranslation("talk");
  const channelId = String(useChannelId());
  const can = useCan();
  const now = useNow();
  const [search, setSearch] = useTalkSearch();
  return (
    <header className={classes.header}>
      <ActionIcon
        renderRoot={(props) => (
          <Link
            to="/c/$channelId/talk"
            params={{ channelId }}
            search={{ ...search, card: undefined }}
            {...props}
          />
        )}
        variant="subtle"
        color="gray"
        className={classes.back}
        aria-label={t("back")}
      >
        <IconArrowLeft size={20} />
      </ActionIcon>
      <FriendPhoto name={talk.display_name} url={talk.picture_url} size={36} />
      <div className={classes.who}>
        <Text component="h2" fw={650} truncate>
          {talk.display_name || t("nameless")}
        </Text>
        {talk.waiting_since ? <WaitChip since={talk.waiting_since} now={now} /> : null}
      </div>
      <Group gap="xs" wrap="nowrap" className={classes.tools}>
        {can("talk.reply") ? (
          <>
            <MarkSelect talk={talk} />
            <AssigneeSelect talk={talk} />
            <DoneButton talk={talk} />
          </>
        ) : null}
      </Group>
      <Tooltip label={t("card.show")} withArrow>
        <ActionIcon
          variant={search.card ? "light" : "subtle"}
          color="gray"
          className={classes.toCard}
          aria-label={t("card.show")}
          onClick={() => setSearch({ card: search.card ? undefined : true })}
        >
          <IconId size={20} />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}

/** One press for the usual end: answered, nothing left to do. */
function DoneButton({ talk }: { talk: ConversationOut }) {
  const { t } = useTranslation("talk");
  const client = useQueryClient();
  const marks = useQuery(marksQuery);
  const markName = useMarkName();
  const done = marks.data?.find((mark) => mark.role === "done");
  const finish = useMutation({
    mutationFn: (markId: number) => markConversation(talk.friend_id, markId),
    onSuccess: () => client.invalidateQueries({ queryKey: ["talk"] }),
    onError: tellProblem,
  });
  if (!done || (talk.mark_id === done.id && !talk.waiting_since)) return null;
  return (
    <Button
      size="xs"
      variant="light"
      leftSection={<IconCircleCheck size={16} aria-hidden />}
      loading={finish.isPending}
      onClick={() => finish.mutate(done.id)}
    >
      {t("mark.finish", { name: markName(done.name) })}
    </Button>
  );
}
