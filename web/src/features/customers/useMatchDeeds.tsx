import { Anchor, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { SuggestionOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";

/** What staff say of a suggestion; both answers can be taken back. */
export function useMatchDeeds(match: SuggestionOut) {
  const { t } = useTranslation("customers");
  const channelId = useChannelId();
  const client = useQueryClient();
  const params = { path: { suggestion_id: match.id } };
  const onSettled = () => client.invalidateQueries({ queryKey: ["customers"] });
  const onError = (error: unknown) =>
    notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") });
  const accept = useMutation({
    mutationFn: () =>
      answer(api.POST("/api/v1/customer-suggestions/{suggestion_id}/accept", { params, body: {} })),
    onSuccess: ({ customer_id }) =>
      notifications.show({
        message: (
          <Group justify="space-between">
            <Text size="sm">{t("matches.accepted")}</Text>
            <Anchor component={Link} to={`/c/${channelId}/customers/${customer_id}`} size="sm">
              {t("matches.see")}
            </Anchor>
          </Group>
        ),
      }),
    onError,
    onSettled,
  });
  const dismiss = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/customer-suggestions/{suggestion_id}/dismiss", { params })),
    onSuccess: () => notifications.show({ message: t("matches.wasDismissed") }),
    onError,
    onSettled,
  });
  const reopen = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/customer-suggestions/{suggestion_id}/reopen", { params })),
    onError,
    onSettled,
  });
  return { accept, dismiss, reopen };
}
