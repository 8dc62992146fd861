import { Button, Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { useCan, useChannelId } from "@/app/session";
import { ErrorNote, messageOf } from "@/components/ErrorNote";
import { TimeText } from "@/components/TimeText";
import { failedEventsQuery } from "./queries";

const KINDS = ["message", "follow", "unfollow", "postback", "unsend"];

/** Events from LINE that could not be handled, each of which can be tried again. */
export function FailedEventsModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("home");
  const channelId = useChannelId();
  const can = useCan();
  const client = useQueryClient();
  const list = useInfiniteQuery(failedEventsQuery);
  const events = list.data?.pages.flatMap((page) => page.items).filter((one) => one.channel_id === channelId);
  const retry = useMutation({
    mutationFn: (id: string) =>
      answer(
        api.POST("/api/v1/intake/failed/{webhook_event_id}/retry", {
          params: { path: { webhook_event_id: id } },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["home"] });
      notifications.show({ color: "teal", message: t("failedEvents.retried") });
    },
    onError: (error) =>
      notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") }),
  });
  return (
    <Modal opened onClose={onClose} title={t("failedEvents.title")} size="lg">
      <Stack gap="sm">
        <Text size="sm">{t("failedEvents.text")}</Text>
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        {list.isPending ? <Skeleton h={120} /> : null}
        {events?.length === 0 ? <Text size="sm">{t("failedEvents.none")}</Text> : null}
        {events?.map((event) => (
          <Group key={event.webhook_event_id} justify="space-between" wrap="nowrap">
            <Text size="sm" component="div">
              <TimeText at={event.occurred_at} />{" "}
              {t(`failedEvents.kind.${KINDS.find((one) => one === event.type) ?? "other"}`)}
            </Text>
            {can("intake.retry") ? (
              <Button
                size="xs"
                variant="light"
                loading={retry.isPending && retry.variables === event.webhook_event_id}
                onClick={() => retry.mutate(event.webhook_event_id)}
              >
                {t("common:action.retry")}
              </Button>
            ) : null}
          </Group>
        ))}
        {list.hasNextPage ? (
          <Button
            variant="subtle"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("common:action.more")}
          </Button>
        ) : null}
      </Stack>
    </Modal>
  );
}
