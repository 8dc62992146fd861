import { Alert, Button, Group, List, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { DispatchIn, PreviewOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { useTimeZone } from "@/components/TimeText";
import { randomKey } from "@/lib/randomKey";
import { longTime } from "@/lib/time";

interface Props {
  order: Pick<DispatchIn, "channel_id" | "recipients" | "blocks" | "due_at">;
  onClose: () => void;
  /** The server's sentences by path, for the inputs behind this window. */
  onRefused: (problems: Record<string, string>) => void;
}

/** Says what will happen, to how many, when and at what cost, before anything is sent. */
export function ConfirmDispatch({ order, onClose, onRefused }: Props) {
  const { t, i18n } = useTranslation("deliveries");
  const client = useQueryClient();
  const navigate = useNavigate();
  const zone = useTimeZone();
  // One key an intention: should the answer be lost, a second press sends nothing twice.
  const key = useRef(randomKey());
  const body: DispatchIn = { ...order, kind: "broadcast" };
  const preview = useQuery({
    queryKey: ["deliveries", order.channel_id, "preview", body],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/dispatches/preview", { body, signal })),
    retry: false,
    staleTime: 0,
  });
  const send = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/dispatches", { body, params: { header: { "Idempotency-Key": key.current } } }),
      ),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ["deliveries"] });
      notifications.show({ color: "teal", message: t(order.due_at ? "new.planned" : "new.begun") });
      void navigate({
        to: "/c/$channelId/deliveries/$dispatchId",
        params: { channelId: String(order.channel_id), dispatchId: String(made.id) },
      });
    },
    onError: (error) => {
      if (!(error instanceof Problem)) return;
      key.current = randomKey();
      onRefused(error.fields);
    },
  });
  const seen = preview.data;
  const at = order.due_at ? longTime(order.due_at, i18n.language, zone) : t("new.now");
  return (
    <Modal opened onClose={onClose} title={t("new.check")}>
      <Stack>
        {preview.isPending ? <Skeleton h={96} /> : null}
        {seen ? <Facts seen={seen} at={at} /> : null}
        <ErrorNote error={preview.error ?? send.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("new.back")}
          </Button>
          <Button
            loading={send.isPending}
            disabled={!seen || seen.planned === 0}
            onClick={() => send.mutate()}
          >
            {t(order.due_at ? "new.plan" : "new.send", { count: seen ? ofAll(seen, seen.sends) : 0 })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Of a very large audience the server looks at a part; the whole is estimated from it. */
function ofAll(seen: PreviewOut, number: number): number {
  return seen.examined < seen.planned ? Math.round((number * seen.planned) / seen.examined) : number;
}

function Facts({ seen, at }: { seen: PreviewOut; at: string }) {
  const { t, i18n } = useTranslation("deliveries");
  const left = seen.quota_limit === null ? null : seen.quota_limit - (seen.quota_used ?? 0);
  const isEstimate = seen.examined < seen.planned;
  const cost = ofAll(seen, seen.cost);
  const reason = (one: PreviewOut["skips"][number]) => (i18n.language.startsWith("ja") ? one.ja : one.en);
  return (
    <>
      <List spacing={4} size="sm">
        <List.Item>
          {t(isEstimate ? "new.fact.aboutPeople" : "new.fact.people", { count: ofAll(seen, seen.sends) })}
        </List.Item>
        <List.Item>{t("new.fact.at", { at })}</List.Item>
        <List.Item>
          {left === null
            ? t("new.fact.cost", { count: cost })
            : t("new.fact.costOf", { count: cost, left: left.toLocaleString(i18n.language) })}
        </List.Item>
        {[...seen.skips, ...seen.holds].map((one) => (
          <List.Item key={`${one.state}-${one.reason}`}>
            {t(`new.fact.${one.state === "held" ? "held" : "skipped"}`, {
              count: ofAll(seen, one.number),
              reason: reason(one),
            })}
          </List.Item>
        ))}
      </List>
      {left !== null && cost > left ? (
        <Alert color="red" icon={<IconAlertTriangle size={18} />}>
          {t("new.overQuota")}
        </Alert>
      ) : null}
      <Text size="xs" c="dimmed">
        {t("new.final")}
      </Text>
    </>
  );
}
