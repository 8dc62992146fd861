import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { ConversationHeader } from "./ConversationHeader";
import { FriendCard } from "./FriendCard";
import { MessageLog } from "./MessageLog";
import { conversationQuery } from "./queries";
import { ReplyComposer } from "./ReplyComposer";
import { ScheduledReplies } from "./ScheduledReplies";
import { TypingNote } from "./TypingNote";
import classes from "./talk.module.css";

/** One friend's talk, with the place to answer below and the friend's card beside it. */
export function Conversation({ friendId }: { friendId: number }) {
  const { t } = useTranslation("talk");
  const can = useCan();
  const { data: talk, error, refetch } = useQuery(conversationQuery(friendId));
  return (
    <>
      <section className={classes.talk} aria-label={t("log.label")}>
        {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
        {talk ? (
          <>
            <ConversationHeader talk={talk} />
            <MessageLog talk={talk} />
            <TypingNote friendId={friendId} />
            <ScheduledReplies friendId={friendId} />
            {can("talk.reply") ? <ReplyComposer talk={talk} /> : null}
          </>
        ) : null}
      </section>
      <aside className={classes.card} aria-label={t("card.label")}>
        <FriendCard friendId={friendId} />
      </aside>
    </>
  );
}
