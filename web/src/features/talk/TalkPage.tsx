import { Outlet, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ConversationList } from "./ConversationList";
import classes from "./talk.module.css";
import { useTalkSearch } from "./useTalkSearch";

/** The list at the left stays as it is while one conversation after another is opened beside it. */
export function TalkPage() {
  const { t } = useTranslation("talk");
  const { friendId } = useParams({ strict: false }) as { friendId?: string };
  const [search] = useTalkSearch();
  const step = !friendId ? "list" : search.card ? "card" : "talk";
  return (
    <div className={classes.page} data-step={step}>
      <section className={classes.list} aria-label={t("list.title")}>
        <ConversationList openFriendId={friendId ? Number(friendId) : null} />
      </section>
      <Outlet />
    </div>
  );
}
