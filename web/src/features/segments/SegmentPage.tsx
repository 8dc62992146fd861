import { Alert, Anchor, Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconSend, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SegmentOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { BackLink } from "@/components/BackLink";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { StatusBadge } from "@/components/StatusBadge";
import { TimeText } from "@/components/TimeText";
import { friendsWith } from "@/lib/friendsWith";
import { ConditionCard } from "./ConditionCard";
import { Members } from "./Members";
import { NewSegment } from "./NewSegment";
import { Overlap } from "./Overlap";
import { segmentQuery } from "./queries";
import { SegmentMenu } from "./SegmentMenu";
import { SizeChart } from "./SizeChart";
import classes from "./segments.module.css";
import { Uses } from "./Uses";
import { WarningList } from "./Warnings";
import { WordsCard } from "./WordsCard";

/** One segment: who is in it, why, since when, and what for. */
export function SegmentPage() {
  const { segmentId } = useParams({ strict: false }) as { segmentId: string };
  const isNew = segmentId === "new";
  const { data, error } = useQuery({ ...segmentQuery(Number(segmentId)), enabled: !isNew });
  if (isNew) return <NewSegment />;
  if (error)
    return (
      <Page>
        <ErrorNote error={error} />
      </Page>
    );
  return data ? <Shown key={data.id} segment={data} /> : null;
}

function Shown({ segment }: { segment: SegmentOut }) {
  const { t } = useTranslation("segments");
  const channelId = useChannelId();
  const can = useCan();
  const friends = friendsWith(channelId, { kind: "segment", segment_ids: [segment.id] });
  return (
    <Page>
      <BackLink to={`/c/${channelId}/segments`}>{t("list.title")}</BackLink>
      <PageHeader title={segment.name} hint={segment.purpose || t("show.hint")}>
        <Button variant="default" component={Link} to={friends} leftSection={<IconUsers size={16} />}>
          {t("show.openThem", { count: segment.size })}
        </Button>
        {can("deliveries.send") && segment.archived_at === null ? (
          <Button
            component={Link}
            to={`/c/${channelId}/deliveries/new?segment=${segment.id}`}
            leftSection={<IconSend size={16} />}
          >
            {t("show.send", { count: segment.size })}
          </Button>
        ) : null}
        <SegmentMenu segment={segment} />
      </PageHeader>
      <Stack>
        {segment.archived_at ? <Alert color="gray">{t("show.isArchived")}</Alert> : null}
        <WarningList warnings={segment.warnings} />
        <div className={classes.columns}>
          <Stack>
            <ConditionCard segment={segment} />
            <Card withBorder>
              <SizeChart segmentId={segment.id} />
            </Card>
            <Overlap segment={segment} />
          </Stack>
          <Stack>
            <Figures segment={segment} friends={friends} />
            <Members segment={segment} />
            <Uses segment={segment} />
            <WordsCard segment={segment} />
          </Stack>
        </div>
      </Stack>
    </Page>
  );
}

function Figures({ segment, friends }: { segment: SegmentOut; friends: string }) {
  const { t } = useTranslation("segments");
  const { response } = segment;
  return (
    <Card withBorder>
      <Group justify="space-between" align="baseline">
        <Anchor component={Link} to={friends} size="xl" fw={700} className={classes.number}>
          {t("common:unit.people", { count: segment.size })}
        </Anchor>
        {segment.is_building ? (
          <StatusBadge look={{ colour: "ai" }}>{t("state.building")}</StatusBadge>
        ) : segment.is_frozen ? (
          <StatusBadge look={{ colour: "gray" }}>{t("state.frozen")}</StatusBadge>
        ) : (
          <StatusBadge look={{ colour: "teal" }}>{t("state.followed")}</StatusBadge>
        )}
      </Group>
      <Stack gap={4} mt="xs">
        <Text size="sm" c="dimmed">
          {t(segment.is_frozen ? "follows.frozen" : `follows.${segment.drifts || "facts"}`)}
        </Text>
        {response && response.sample > 0 ? (
          <Text size="sm">
            {t("response.text", {
              now: percent(response.now, response.sample),
              before: percent(response.before, response.sample),
              sample: response.sample,
            })}
          </Text>
        ) : null}
        <Text size="sm" c="dimmed">
          {t("field.sentAt")} <TimeText at={segment.last_sent_at} />
        </Text>
        <Text size="sm" c="dimmed">
          {t("field.builtAt")} <TimeText at={segment.built_at} />
        </Text>
      </Stack>
    </Card>
  );
}

function percent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(1)}%`;
}
