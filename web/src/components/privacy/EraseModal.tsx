import { Alert, Button, Modal, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { ErrorNote } from "@/components/ErrorNote";
import { StickyFoot } from "@/components/StickyFoot";
import { randomKey } from "@/lib/randomKey";
import { ErasurePlan } from "./ErasurePlan";

interface Props {
  friendId: number;
  channelId: number;
  onClose: () => void;
}

/** 消去: shows what goes and what stays, and begins only when the name has been typed; how it goes on is
 * shown by the operation's own page. */
export function EraseModal({ friendId, channelId, onClose }: Props) {
  const { t } = useTranslation("privacy");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const key = useRef(randomKey());
  const params = { path: { friend_id: friendId } };
  const plan = useQuery({
    queryKey: ["privacy", "plan", friendId],
    queryFn: () => answer(api.GET("/api/v1/friends/{friend_id}/erasure", { params })),
    staleTime: 0,
  });
  const erase = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/friends/{friend_id}/erasure", {
          params: { ...params, header: { "Idempotency-Key": key.current } },
          body: { name: typed.trim() },
        }),
      ),
    // Away from the friend's own page: soon there is nobody to show there.
    onSuccess: ({ operation_id }) => {
      onClose();
      void client.invalidateQueries({ queryKey: ["privacy"] });
      void navigate({ to: `/c/${channelId}/operations/${operation_id}` });
    },
  });
  const name = plan.data?.name ?? "";
  return (
    <Modal opened onClose={onClose} title={t("erase.title")} size="lg">
      <Stack>
        <Alert color="red" icon={<IconAlertTriangle size={18} />}>
          {t("erase.warning")}
        </Alert>
        <ErrorNote error={plan.error ?? erase.error} />
        {plan.data?.is_under_way ? <Alert color="yellow">{t("erase.underWay")}</Alert> : null}
        {plan.data ? <ErasurePlan tables={plan.data.tables} /> : plan.error ? null : <Skeleton h={160} />}
        <Text size="xs" c="dimmed">
          {t("erase.backups")}
        </Text>
        <TextInput
          label={t("erase.typeName")}
          description={name ? <bdi>{t("erase.name", { name })}</bdi> : t("erase.nameless")}
          value={typed}
          autoComplete="off"
          disabled={!plan.data}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <StickyFoot>
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button
            color="red"
            disabled={!plan.data || plan.data.is_under_way || typed.trim() !== name.trim()}
            loading={erase.isPending}
            onClick={() => erase.mutate()}
          >
            {t("erase.do")}
          </Button>
        </StickyFoot>
      </Stack>
    </Modal>
  );
}
