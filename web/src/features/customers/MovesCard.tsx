import { Anchor, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { CustomerOut, MoveOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { TimeText } from "@/components/TimeText";
import { useCustomerDeed } from "./useCustomerDeed";

/** Merges and splits of the customer; each can be undone for 90 days. */
export function MovesCard({ customer, mayEdit }: { customer: CustomerOut; mayEdit: boolean }) {
  const { t } = useTranslation("customers");
  const channelId = useChannelId();
  const undo = useCustomerDeed({
    run: (move: MoveOut) =>
      answer(api.POST("/api/v1/customer-moves/{move_id}/undo", { params: { path: { move_id: move.id } } })),
    done: () => t("moves.undone"),
  });
  if (customer.moves.length === 0) return null;
  const ask = (move: MoveOut) =>
    modals.openConfirmModal({
      title: t(`moves.undo_${move.kind}`),
      children: <Text size="sm">{t(`moves.undoText_${move.kind}`)}</Text>,
      labels: { confirm: t(`moves.undo_${move.kind}`), cancel: t("common:action.cancel") },
      onConfirm: () => undo.mutate(move),
    });
  const isOpen = (move: MoveOut) => move.undone_at === null && new Date(move.undo_until) > new Date();
  return (
    <Card withBorder>
      <Title order={2} size="h3" mb="xs">
        {t("moves.title")}
      </Title>
      <Stack gap="sm">
        {customer.moves.map((move) => {
          const isKept = move.kept_id === customer.id;
          const otherId = isKept ? move.other_id : move.kept_id;
          return (
            <Group key={move.id} justify="space-between" gap="xs">
              <Stack gap={0} miw={0}>
                <Text size="sm">
                  {t(`moves.${move.kind}_${isKept ? "here" : "there"}`)}{" "}
                  <Anchor component={Link} to={`/c/${channelId}/customers/${otherId}`} size="sm">
                    {(isKept ? move.other_name : "") || t("moves.customer", { id: otherId })}
                  </Anchor>
                </Text>
                <Text size="xs" c="dimmed">
                  <TimeText at={move.at} /> ・ {move.actor} ・ {t("moves.moved", { ...move.moved })}
                </Text>
              </Stack>
              {move.undone_at ? (
                <Text size="xs" c="dimmed">
                  {t("moves.wasUndone")}
                </Text>
              ) : mayEdit && isOpen(move) ? (
                <Button size="xs" variant="default" loading={undo.isPending} onClick={() => ask(move)}>
                  {t("common:action.undo")}
                </Button>
              ) : null}
            </Group>
          );
        })}
      </Stack>
    </Card>
  );
}
