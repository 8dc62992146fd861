import { Alert, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconPlayerPause } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useChannel } from "@/app/session";
import { BackLink } from "@/components/BackLink";
import { filled } from "@/components/composer/placeholders";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { StatusBadge } from "@/components/StatusBadge";
import { type LineMessage, MessageBubbles, PhoneFrame } from "@/line";
import { Controls } from "./Controls";
import { DispatchFacts } from "./DispatchFacts";
import classes from "./deliveries.module.css";
import { Progress } from "./Progress";
import { dispatchQuery } from "./queries";
import { Recipients } from "./Recipients";
import { DISPATCH_LOOKS, stateName } from "./status";

const route = getRouteApi("/c/$channelId/deliveries/$dispatchId");

/** One dispatch: how far it is, what became of each friend, and the way to stop it. */
export function DispatchPage() {
  const { t, i18n } = useTranslation("deliveries");
  const channel = useChannel();
  const id = Number(route.useParams().dispatchId);
  const { data: dispatch, error, refetch } = useQuery(dispatchQuery(id));
  const values = { name: t("someone"), "channel.name": channel.name };
  return (
    <Page>
      <BackLink to={`/c/${channel.id}/deliveries`}>{t("title")}</BackLink>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {dispatch ? (
        <>
          <PageHeader
            title={
              <Group gap="sm" component="span">
                {t("detail.title", { kind: t(`kind.${dispatch.kind}`) })}
                <StatusBadge look={DISPATCH_LOOKS[dispatch.state]}>
                  {t(`state.${stateName(dispatch.state, dispatch.due_at, new Date())}`)}
                </StatusBadge>
              </Group>
            }
          >
            <Controls dispatch={dispatch} />
          </PageHeader>
          {dispatch.state === "paused" ? (
            <Alert color="yellow" icon={<IconPlayerPause size={18} />} mb="md" title={t("detail.paused")}>
              {(i18n.language === "ja" ? dispatch.state_reason_ja : dispatch.state_reason_en) ||
                t("detail.pausedText")}
            </Alert>
          ) : null}
          <div className={classes.detail}>
            <Stack>
              <Progress dispatch={dispatch} />
              <Recipients dispatch={dispatch} />
            </Stack>
            <Stack>
              <DispatchFacts dispatch={dispatch} />
              <Paper withBorder p="md">
                <Title order={2} size="h3" mb="sm">
                  {t("detail.content")}
                </Title>
                {dispatch.messages.length === 0 ? (
                  <Text c="dimmed">{t("detail.hidden")}</Text>
                ) : (
                  <PhoneFrame title={channel.name} height={420}>
                    <MessageBubbles
                      messages={filled(dispatch.messages, values) as LineMessage[]}
                      side="account"
                      senderName={channel.name}
                    />
                  </PhoneFrame>
                )}
              </Paper>
            </Stack>
          </div>
        </>
      ) : error ? null : (
        <Skeleton h={480} mt="md" />
      )}
    </Page>
  );
}
