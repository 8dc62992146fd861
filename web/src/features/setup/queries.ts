import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { ChannelIn, FirstOwnerIn, MeOut } from "@/api/schema.gen";

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => answer(api.GET("/api/v1/setup")),
});

/** Who is signed in; null for nobody. */
export const visitorQuery = queryOptions({
  queryKey: ["me", "visitor"],
  queryFn: async (): Promise<MeOut | null> => {
    try {
      return await answer(api.GET("/api/v1/me"));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  // Asked anew only after a step: in the middle of one, the screen must not change by itself.
  staleTime: Number.POSITIVE_INFINITY,
});

export function useFirstOwner() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (owner: FirstOwnerIn) => answer(api.POST("/api/v1/setup/owner", { body: owner })),
    onSuccess: () => client.resetQueries(),
  });
}

export function useConnectChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (channel: ChannelIn) => answer(api.POST("/api/v1/channels", { body: channel })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["channels"] }),
  });
}

export function usePracticeChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => answer(api.POST("/api/v1/channels/practice", { body: { name } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["channels"] }),
  });
}
