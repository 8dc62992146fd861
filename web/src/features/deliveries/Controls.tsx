import { Button, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { DispatchDetailOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";
import { dispatchQuery } from "./queries";

type Deed = "pause" | "resume" | "cancel";

const ADDRESSES = {
  pause: "/api/v1/dispatches/{dispatch_id}/pause",
  resume: "/api/v1/dispatches/{dispatch_id}/resume",
  cancel: "/api/v1/dispatches/{dispatch_id}/cancel",
} as const;

/** Stops a dispatch for a while or for good, or lets it go on. */
export function Controls({ dispatch }: { dispatch: DispatchDetailOut }) {
  const { t } = useTranslation("deliveries");
  const client = useQueryClient();
  const can = useCan();
  const act = useMutation({
    mutationFn: (deed: Deed) =>
      answer(api.POST(ADDRESSES[deed], { params: { path: { dispatch_id: dispatch.id } } })),
    onSuccess: (after, deed) => {
      client.setQueryData(dispatchQuery(dispatch.id).queryKey, after);
      void client.invalidateQueries({ queryKey: ["deliveries"] });
      notifications.show({ color: "teal", message: t(`did.${deed}`) });
    },
    onError: (error) =>
      notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") }),
  });
  if (!can("deliveries.control") || !["open", "paused"].includes(dispatch.state)) return null;
  const rest = dispatch.queued + dispatch.held;
  const ask = (deed: "resume" | "cancel") =>
    modals.openConfirmModal({
      title: t(`ask.${deed}.title`),
      children: <Text size="sm">{t(`ask.${deed}.text`, { count: rest })}</Text>,
      labels: { confirm: t(`ask.${deed}.do`, { count: rest }), cancel: t("common:action.cancel") },
      confirmProps: { color: deed === "cancel" ? "red" : undefined },
      onConfirm: () => act.mutate(deed),
    });
  return (
    <>
      {dispatch.state === "open" ? (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} />}
          loading={act.isPending}
          onClick={() => act.mutate("pause")}
        >
          {t("do.pause")}
        </Button>
      ) : (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={act.isPending}
          onClick={() => ask("resume")}
        >
          {t("do.resume")}
        </Button>
      )}
      <Button
        color="red"
        variant="light"
        leftSection={<IconPlayerStop size={16} />}
        loading={act.isPending}
        onClick={() => ask("cancel")}
      >
        {t("do.cancel")}
      </Button>
    </>
  );
}
