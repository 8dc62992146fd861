import { Button } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { messageOf } from "@/components/ErrorNote";

/** Asks LINE for everybody who follows already; only verified accounts are told. */
export function ImportButton({ channelId }: { channelId: number }) {
  const { t } = useTranslation("friends");
  const start = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/channels/{channel_id}/import-friends", {
          params: { path: { channel_id: channelId } },
        }),
      ),
    onSuccess: (done) =>
      notifications.show({ message: t(done.is_new ? "import.started" : "import.running"), color: "teal" }),
    onError: (error) =>
      notifications.show({ message: messageOf(error) ?? t("common:error.unexpected"), color: "red" }),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={start.isPending}
      onClick={() =>
        modals.openConfirmModal({
          title: t("import.title"),
          children: t("import.text"),
          labels: { confirm: t("import.do"), cancel: t("common:action.cancel") },
          onConfirm: () => start.mutate(),
        })
      }
    >
      {t("import.button")}
    </Button>
  );
}
