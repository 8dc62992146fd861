import { Loader, Text } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationOut } from "@/api/schema.gen";
import { useLive } from "@/app/live";
import { useCan } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { useTimeZone } from "@/components/TimeText";
import { daysOf, newestHeardAt } from "./days";
import { readConversation } from "./deeds";
import { MessageEntry } from "./MessageEntry";
import { messagesQuery } from "./queries";
import classes from "./talk.module.css";

/** What was said, by days; the newest stands at the bottom, older ones come as one scrolls up. */
export function MessageLog({ talk }: { talk: ConversationOut }) {
  const { t, i18n } = useTranslation("talk");
  const zone = useTimeZone();
  const client = useQueryClient();
  const log = useInfiniteQuery(messagesQuery(talk.friend_id));
  const entries = useMemo(() => log.data?.pages.flatMap((page) => page.items) ?? [], [log.data]);
  const days = useMemo(() => daysOf(entries, zone), [entries, zone]);
  useLive("deliveries", () => {
    void client.invalidateQueries({ queryKey: ["talk", "messages", talk.friend_id] });
  });
  useReading(talk, newestHeardAt(entries));
  const top = useEndInSight(() => {
    if (log.hasNextPage && !log.isFetchingNextPage) void log.fetchNextPage();
  });
  const dayName = new Intl.DateTimeFormat(i18n.language, {
    year: "numeric",
    month: "long",
    day: "numeric",
    weekday: "short",
    timeZone: "UTC",
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <div className={classes.log} tabIndex={0} role="log" aria-label={t("log.label")} aria-live="polite">
      <div className={classes.logInside}>
        <ErrorNote error={log.error} onRetry={() => void log.refetch()} />
        <div ref={top} className={classes.older}>
          {log.isFetchingNextPage || log.isPending ? <Loader size="xs" /> : null}
        </div>
        {log.isSuccess && entries.length === 0 ? (
          <Text size="sm" c="dimmed" ta="center">
            {t("log.empty")}
          </Text>
        ) : null}
        {days.map((day) => (
          <section key={day.key} aria-label={dayName.format(new Date(day.key))} className={classes.day}>
            <div className={classes.dayName} aria-hidden>
              {dayName.format(new Date(day.key))}
            </div>
            {day.entries.map((entry) => (
              <MessageEntry key={entry.key} entry={entry} talk={talk} />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

/** What stands on the screen of somebody who answers has been read. */
function useReading(talk: ConversationOut, heardAt: string | null) {
  const client = useQueryClient();
  const can = useCan();
  const mayRead = can("talk.reply");
  const { friend_id: friendId, unread_count: unread } = talk;
  useEffect(() => {
    if (!mayRead || unread === 0 || heardAt === null) return;
    const read = () => {
      if (document.visibilityState !== "visible") return;
      readConversation(friendId, heardAt)
        .then(() => client.invalidateQueries({ queryKey: ["talk"] }))
        // Told again with the next message; nobody waits for it.
        .catch(() => undefined);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [client, mayRead, friendId, unread, heardAt]);
}

/** A mark at the end of what is loaded; `onSeen` is called whenever it comes into sight. */
function useEndInSight(onSeen: () => void) {
  const mark = useRef<HTMLDivElement>(null);
  const latest = useRef(onSeen);
  latest.current = onSeen;
  useEffect(() => {
    const element = mark.current;
    if (!element) return;
    const watching = new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting)) latest.current();
    });
    watching.observe(element);
    return () => watching.disconnect();
  }, []);
  return mark;
}
