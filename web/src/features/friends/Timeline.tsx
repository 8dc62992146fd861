import {
  Anchor,
  Button,
  Paper,
  Skeleton,
  Text,
  type TimelineItemProps,
  Title,
  Timeline as Track,
} from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntryOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { useSourceNames } from "@/components/sourceNames";
import { TimeText } from "@/components/TimeText";
import classes from "./friends.module.css";
import { lookOf } from "./happenings";
import { type TimelinePart, timelineQuery, waitingQuery } from "./queries";
import { useSentence } from "./sentences";
import { TimelineFilters } from "./TimelineFilters";

/** Everything that happened with a friend, newest first, also what they did not get and why. */
export function Timeline({ friendId }: { friendId: number }) {
  const { t } = useTranslation("friends");
  const [part, setPart] = useState<TimelinePart>({ groups: [], days: 0 });
  const list = useInfiniteQuery(timelineQuery(friendId, part));
  const isFiltered = part.groups.length > 0 || part.days > 0;
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Paper withBorder p="md" component="section" aria-label={t("detail.timeline")}>
      <Title order={2} size="h3" mb="sm">
        {t("detail.timeline")}
      </Title>
      <OnTheWay friendId={friendId} />
      <TimelineFilters part={part} onChange={setPart} />
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending ? <Skeleton h={240} /> : null}
      {list.isSuccess && entries.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t(isFiltered ? "history.noMatch" : "history.none")}
        </Text>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled box has to be reachable by keyboard. */}
      <div className={classes.timeline} tabIndex={0}>
        <Track bulletSize={24} lineWidth={2} active={entries.length}>
          {entries.map((entry, index) => (
            <Happening key={`${entry.occurred_at}${entry.kind}${index}`} entry={entry} />
          ))}
        </Track>
        {list.hasNextPage ? (
          <Button
            mt="sm"
            fullWidth
            size="xs"
            variant="subtle"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("common:action.more")}
          </Button>
        ) : null}
      </div>
    </Paper>
  );
}

// The track hands its items what it knows of their place; they must pass it on.
function Happening({ entry, ...place }: { entry: TimelineEntryOut } & TimelineItemProps) {
  const { t } = useTranslation("friends");
  const { text, note } = useSentence()(entry);
  const channelId = useChannelId();
  const can = useCan();
  const { icon: Icon, colour } = lookOf(entry.kind);
  const dispatchId = typeof entry.data.dispatch_id === "number" ? entry.data.dispatch_id : null;
  return (
    <Track.Item {...place} bullet={<Icon size={13} stroke={2} aria-hidden />} color={colour}>
      <Text size="sm">{text}</Text>
      {note ? (
        <Text size="sm" c="dimmed" lineClamp={3}>
          <bdi>{note}</bdi>
        </Text>
      ) : null}
      <Text size="xs" c="dimmed" component="div">
        <TimeText at={entry.occurred_at} />
        {dispatchId !== null && can("deliveries.view") ? (
          <>
            {" · "}
            <Anchor
              component={Link}
              to={`/c/${channelId}/deliveries/${dispatchId}`}
              size="xs"
              underline="always"
            >
              {t("detail.dispatch")}
            </Anchor>
          </>
        ) : null}
      </Text>
    </Track.Item>
  );
}

/** Messages that are decided but not sent yet. */
function OnTheWay({ friendId }: { friendId: number }) {
  const { t } = useTranslation("friends");
  const can = useCan();
  const nameOf = useSourceNames();
  const { data } = useQuery({ ...waitingQuery(friendId), enabled: can("deliveries.view") });
  if (!data?.length) return null;
  return (
    <Paper withBorder p="xs" mb="sm" bg="var(--mantine-color-default-hover)">
      {data.map((one) => (
        <Text size="sm" key={`${one.dispatch_id}${one.stage}`}>
          {t(one.dispatch_state === "paused" ? "detail.waitingPaused" : "detail.waiting", {
            kind: nameOf(one.source)?.label ?? t(`deliveries:kind.${one.kind}`),
          })}{" "}
          <TimeText at={one.not_before} />
        </Text>
      ))}
    </Paper>
  );
}
