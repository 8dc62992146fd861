import { Alert, Button, SegmentedControl, Skeleton } from "@mantine/core";
import { IconEyeOff, IconMessageCircle, IconSend } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FriendDetailOut } from "@/api/schema.gen";
import { useLive } from "@/app/live";
import { useCan, useChannelId } from "@/app/session";
import { BackLink } from "@/components/BackLink";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { FriendCards } from "./FriendCards";
import { FriendMenu } from "./FriendMenu";
import { FriendMessages } from "./FriendMessages";
import classes from "./friends.module.css";
import { friendQuery } from "./queries";
import { SendModal } from "./SendModal";
import { Timeline } from "./Timeline";

/** One friend: who they are at the left, the talk in the middle, everything that happened at the right. */
export function FriendPage() {
  const { t } = useTranslation("friends");
  const { friendId } = useParams({ from: "/c/$channelId/friends/$friendId" });
  const id = Number(friendId);
  const channelId = useChannelId();
  const can = useCan();
  const [isSending, setSending] = useState(false);
  const { data: friend, error, refetch } = useQuery(friendQuery(id));
  useTimelineStaleness(id);
  return (
    <Page maxWidth={1600}>
      <BackLink to={`/c/${channelId}/friends`}>{t("detail.back")}</BackLink>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {friend ? (
        <>
          <PageHeader title={<bdi>{friend.display_name || t("nameless")}</bdi>}>
            {can("talk.view") ? (
              <Button
                component={Link}
                to={`/c/${channelId}/talk/${id}`}
                variant="default"
                leftSection={<IconMessageCircle size={16} />}
              >
                {t("detail.talk")}
              </Button>
            ) : null}
            {can("talk.reply") ? (
              <Button
                leftSection={<IconSend size={16} />}
                disabled={friend.status === "blocked" || friend.muted_at !== null}
                onClick={() => setSending(true)}
              >
                {t("detail.send")}
              </Button>
            ) : null}
            <FriendMenu friend={friend} />
          </PageHeader>
          {friend.hidden_at || friend.muted_at ? (
            <Alert color="yellow" variant="light" mb="md" icon={<IconEyeOff size={18} />}>
              {friend.muted_at ? t("visibility.muted") : null}{" "}
              {friend.hidden_at ? t("visibility.hidden") : null}
            </Alert>
          ) : null}
          {friend.status === "blocked" ? (
            <Alert color="red" variant="light" mb="md">
              {t("detail.blocked")}
            </Alert>
          ) : null}
          <Parts friend={friend} />
          {isSending ? <SendModal friend={friend} onClose={() => setSending(false)} /> : null}
        </>
      ) : error ? null : (
        <Skeleton h={480} mt="md" />
      )}
    </Page>
  );
}

type Part = "who" | "messages" | "timeline";

/** Beside each other where there is room, one at a time on a phone. */
function Parts({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("friends");
  const maySeeTalk = useCan()("talk.view");
  const [part, setPart] = useState<Part>("who");
  const parts: Part[] = maySeeTalk ? ["who", "messages", "timeline"] : ["who", "timeline"];
  return (
    <>
      <SegmentedControl<Part>
        hiddenFrom="sm"
        fullWidth
        mb="md"
        aria-label={t("detail.parts")}
        value={part}
        onChange={setPart}
        data={parts.map((value) => ({ value, label: t(`detail.part.${value}`) }))}
      />
      <div className={classes.detail} data-part={part} data-parts={parts.length}>
        <div className={classes.part} data-name="who">
          <FriendCards friend={friend} />
        </div>
        {maySeeTalk ? (
          <div className={classes.part} data-name="messages">
            <FriendMessages friend={friend} />
          </div>
        ) : null}
        <div className={classes.part} data-name="timeline">
          <Timeline friendId={friend.id} />
        </div>
      </div>
    </>
  );
}

/** The timeline is made of several topics; hints of each make it stale. */
function useTimelineStaleness(friendId: number) {
  const client = useQueryClient();
  const refresh = (change: { friend_id?: number }) => {
    if (change.friend_id === undefined || change.friend_id === friendId)
      void client.invalidateQueries({ queryKey: ["friends", "timeline", friendId] });
  };
  useLive("talk", refresh);
  useLive("deliveries", refresh);
  useLive("scenarios", refresh);
  useLive("friends", refresh);
}
