import { useMutation } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

/** Asks LINE about everything that must be right before messages flow. */
export function useChannelCheck(channelId: number) {
  return useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/channels/{channel_id}/check", { params: { path: { channel_id: channelId } } }),
      ),
  });
}

/** Has LINE send this account's webhooks here. */
export function useWebhookAddress(channelId: number) {
  return useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/channels/{channel_id}/set-webhook-address", {
          params: { path: { channel_id: channelId } },
        }),
      ),
  });
}
