import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { ChannelChangeIn, CredentialsIn } from "@/api/schema.gen";

const at = (channelId: number) => ({ params: { path: { channel_id: channelId } } });

export const organisationQuery = queryOptions({
  queryKey: ["settings", "organisation"],
  queryFn: () => answer(api.GET("/api/v1/organisation")),
});

export const sendingQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["sending", channelId],
    queryFn: () => answer(api.GET("/api/v1/channels/{channel_id}/sending", at(channelId))),
  });

/** A deed after which what these keys hold is stale. */
function useDeed<Input, Output>(run: (input: Input) => Promise<Output>, ...stale: string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: () => Promise.all(stale.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

export const useRenameOrganisation = () =>
  useDeed((name: string) => answer(api.PATCH("/api/v1/organisation", { body: { name } })), "settings", "me");

export const useHoldSending = () =>
  useDeed(
    (isHeld: boolean) =>
      isHeld
        ? answer(api.POST("/api/v1/organisation/hold-sending"))
        : answer(api.POST("/api/v1/organisation/release-sending")),
    "settings",
    "me",
    "sending",
  );

export const useRetrySending = (channelId: number) =>
  useDeed(
    () => answer(api.POST("/api/v1/channels/{channel_id}/sending/retry", at(channelId))),
    "sending",
    "deliveries",
  );

export const useChangeChannel = (channelId: number) =>
  useDeed(
    (body: ChannelChangeIn) => answer(api.PATCH("/api/v1/channels/{channel_id}", { ...at(channelId), body })),
    "channels",
    "sending",
  );

export const useUpdateCredentials = (channelId: number) =>
  useDeed(
    (body: CredentialsIn) =>
      answer(api.PUT("/api/v1/channels/{channel_id}/credentials", { ...at(channelId), body })),
    "channels",
    "sending",
  );

export const useFinishRotation = (channelId: number) =>
  useDeed(() => answer(api.POST("/api/v1/channels/{channel_id}/finish-rotation", at(channelId))), "channels");

export const useImportFriends = (channelId: number) =>
  useDeed(() => answer(api.POST("/api/v1/channels/{channel_id}/import-friends", at(channelId))), "friends");
