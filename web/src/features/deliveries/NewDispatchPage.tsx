import { Button, Card, Group, Stack, Title } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChannelId } from "@/app/session";
import { AudiencePicker, everybody, recipientsOf, useAudienceCount, Waterfall } from "@/components/audience";
import { type Block, isUntouched, MessageComposer, newBlock } from "@/components/composer";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { useTimeZone } from "@/components/TimeText";
import { instantOf } from "@/lib/zones";
import { ConfirmDispatch } from "./ConfirmDispatch";
import classes from "./deliveries.module.css";
import { WhenCard } from "./WhenCard";

const route = getRouteApi("/c/$channelId/deliveries/new");

/** Sends one message to many: to whom, what, when; and once more in full before it goes. */
export function NewDispatchPage() {
  const { t } = useTranslation("deliveries");
  const channelId = useChannelId();
  const zone = useTimeZone();
  const { segment, tag, tree } = route.useSearch();
  const [audience, setAudience] = useState(() => ({
    ...everybody,
    way: segment
      ? ("segment" as const)
      : tag
        ? ("tag" as const)
        : tree
          ? ("condition" as const)
          : everybody.way,
    segmentId: segment ?? null,
    tagId: tag ?? null,
    condition: tree ?? null,
  }));
  const [blocks, setBlocks] = useState<Block[]>([newBlock("text")]);
  const [wallClock, setWallClock] = useState("");
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [isAsking, setAsking] = useState(false);
  const recipients = recipientsOf(audience);
  const count = useAudienceCount(channelId, recipients);
  const dueAt = wallClock ? instantOf(wallClock, zone) : null;
  const isWritten = blocks.length > 0 && !blocks.every(isUntouched);
  const reachable = count.answer?.reachable ?? 0;
  const isReady = isWritten && recipients !== null && !count.isOld && !count.error && reachable > 0;
  const isPast = dueAt !== null && dueAt <= new Date();
  return (
    <Page>
      <PageHeader title={t("new.title")} hint={t("new.hint")} />
      <Stack>
        <Card withBorder component="section">
          <Title order={2} mb="sm">
            {t("new.who")}
          </Title>
          <div className={classes.who}>
            <AudiencePicker
              channelId={channelId}
              value={audience}
              onChange={setAudience}
              problems={problems}
            />
            <Waterfall count={count} isChosen={recipients !== null} />
          </div>
        </Card>
        <Card withBorder component="section">
          <Title order={2} mb="sm">
            {t("new.what")}
          </Title>
          <MessageComposer value={blocks} onChange={setBlocks} problems={problems} channelId={channelId} />
        </Card>
        <WhenCard wallClock={wallClock} onChange={setWallClock} isPast={isPast} />
        <Group justify="flex-end">
          <Button variant="default" component={Link} to={`/c/${channelId}/deliveries`}>
            {t("common:action.cancel")}
          </Button>
          <Button disabled={!isReady || isPast} onClick={() => setAsking(true)}>
            {isReady ? t(dueAt ? "new.plan" : "new.send", { count: reachable }) : t("new.next")}
          </Button>
        </Group>
      </Stack>
      {isAsking && recipients ? (
        <ConfirmDispatch
          order={{ channel_id: channelId, recipients, blocks, due_at: dueAt?.toISOString() ?? null }}
          onClose={() => setAsking(false)}
          onRefused={setProblems}
        />
      ) : null}
    </Page>
  );
}
