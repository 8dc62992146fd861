import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { ApiKeyIn, InvitationIn, MemberChangeIn } from "@/api/schema.gen";

export const membersQuery = queryOptions({
  queryKey: ["settings", "members"],
  queryFn: async () => (await answer(api.GET("/api/v1/members"))).items,
});

export const invitationsQuery = queryOptions({
  queryKey: ["settings", "invitations"],
  queryFn: async () => (await answer(api.GET("/api/v1/invitations"))).items,
});

/** The table of roles and permissions; it changes only with a new version of Enishi. */
export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: () => answer(api.GET("/api/v1/roles")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const apiKeysQuery = queryOptions({
  queryKey: ["settings", "api-keys"],
  queryFn: async () => (await answer(api.GET("/api/v1/api-keys"))).items,
});

/** A mutation after which everything of the settings is asked for again. */
function useSettingsMutation<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => client.invalidateQueries({ queryKey: ["settings"] }),
  });
}

export const useInvite = () =>
  useSettingsMutation((body: InvitationIn) => answer(api.POST("/api/v1/invitations", { body })));

export const useRenewInvitation = () =>
  useSettingsMutation((id: number) =>
    answer(
      api.POST("/api/v1/invitations/{invitation_id}/renew", { params: { path: { invitation_id: id } } }),
    ),
  );

export const useRevokeInvitation = () =>
  useSettingsMutation((id: number) =>
    answer(api.DELETE("/api/v1/invitations/{invitation_id}", { params: { path: { invitation_id: id } } })),
  );

export const useChangeMember = () =>
  useSettingsMutation(({ id, ...body }: MemberChangeIn & { id: number }) =>
    answer(api.PATCH("/api/v1/members/{member_id}", { params: { path: { member_id: id } }, body })),
  );

export const useRemoveMember = () =>
  useSettingsMutation((id: number) =>
    answer(api.DELETE("/api/v1/members/{member_id}", { params: { path: { member_id: id } } })),
  );

export const useCreateKey = () =>
  useSettingsMutation((body: ApiKeyIn) => answer(api.POST("/api/v1/api-keys", { body })));

export const useRevokeKey = () =>
  useSettingsMutation((id: number) =>
    answer(api.POST("/api/v1/api-keys/{key_id}/revoke", { params: { path: { key_id: id } } })),
  );
