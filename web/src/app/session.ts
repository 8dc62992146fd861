import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { answer, api } from "@/api/client";

/** Who is signed in, in which organisation, and what they may do. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => answer(api.GET("/api/v1/me")),
  staleTime: 60_000,
});

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: async () => (await answer(api.GET("/api/v1/channels"))).items,
  staleTime: 60_000,
});

export function useMe() {
  return useSuspenseQuery(meQuery).data;
}

export function useChannels() {
  return useSuspenseQuery(channelsQuery).data;
}

/** Whether the signed-in person holds a permission: `const can = useCan(); can("friends.edit")`. */
export function useCan(): (permission: string) => boolean {
  const { data } = useQuery(meQuery);
  return (permission) => data?.permissions.includes(permission) ?? false;
}

/** The id of the LINE account that the address names. */
export function useChannelId(): number {
  const { channelId } = useParams({ strict: false }) as { channelId?: string };
  return Number(channelId);
}

/** The LINE account that the address names; the layout route makes sure that there is one. */
export function useChannel() {
  const id = useChannelId();
  const channel = useChannels().find((one) => one.id === id);
  if (!channel) throw new Error(`no channel ${id}`);
  return channel;
}
