import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import {
  type Account,
  type Act,
  act,
  type ChatState,
  type ClockState,
  call,
  type Exchange,
  type Fault,
  type Home,
  type Person,
  type Webhook,
} from "./control";

const ROUND_SECONDS = 25;
const REST_MS = 120;

/** Refetches whatever is shown as soon as anything changed at the simulator. False while it does not answer. */
export function useChanges(): boolean {
  const client = useQueryClient();
  const [isConnected, setConnected] = useState(true);
  useEffect(() => {
    const stop = new AbortController();
    void watch(stop.signal, setConnected, () => client.invalidateQueries());
    return () => stop.abort();
  }, [client]);
  return isConnected;
}

async function watch(stop: AbortSignal, tell: (isConnected: boolean) => void, refetch: () => Promise<void>) {
  let revision = 0;
  while (!stop.aborted) {
    try {
      const response = await fetch(`/control/changes?after=${revision}&timeout=${ROUND_SECONDS}`, {
        signal: stop,
      });
      if (!response.ok) throw new Error("no answer");
      const latest = ((await response.json()) as { revision: number }).revision;
      tell(true);
      if (latest !== revision) await refetch();
      revision = latest;
      // A burst of changes is one refetch.
      await rest(REST_MS);
    } catch {
      if (stop.aborted) return;
      tell(false);
      await rest(2_000);
      revision = 0;
    }
  }
}

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export const useAccounts = () =>
  useQuery({
    queryKey: ["accounts"],
    queryFn: async () => {
      const found = await call<{ channels: (Account & { kind: string })[] }>("GET", "/channels");
      return found.channels.filter((one) => one.kind === "messaging");
    },
  });

export const usePeople = (q: string) =>
  useQuery({
    queryKey: ["people", q],
    queryFn: async () =>
      (await call<{ people: Person[] }>("GET", "/people", undefined, { q, limit: 30 })).people,
    placeholderData: (before) => before,
  });

const homeQuery = (userId: string) => ({
  queryKey: ["home", userId],
  queryFn: () => call<Home>("GET", `/people/${userId}`),
});

export const useHome = (userId: string) => useQuery(homeQuery(userId));

/** User id → name, of those who are known by now. */
export function useNames(userIds: string[]): Record<string, string> {
  const homes = useQueries({ queries: userIds.map(homeQuery) });
  return Object.fromEntries(homes.flatMap(({ data }) => (data ? [[data.user_id, data.display_name]] : [])));
}

export const useChat = (channelId: string, userId: string) =>
  useQuery({
    queryKey: ["chat", channelId, userId],
    queryFn: () => call<ChatState>("GET", `/channels/${channelId}/users/${userId}/chat`),
  });

export const useFaults = () =>
  useQuery({
    queryKey: ["faults"],
    queryFn: async () => (await call<{ faults: Fault[] }>("GET", "/faults")).faults,
  });

export const useWebhooks = () =>
  useQuery({
    queryKey: ["webhooks"],
    queryFn: async () =>
      (await call<{ webhooks: Webhook[] }>("GET", "/webhooks", undefined, { limit: 100 })).webhooks,
  });

export const useExchanges = (userId?: string) =>
  useQuery({
    queryKey: ["exchanges", userId],
    queryFn: async () =>
      (await call<{ exchanges: Exchange[] }>("GET", "/exchanges", undefined, { user_id: userId, limit: 100 }))
        .exchanges,
    placeholderData: (before) => before,
  });

/** Lets the person act. What comes of it is seen through the changes. */
export const useAct = (channelId: string) =>
  useMutation({ mutationFn: (values: Act) => act(channelId, values) });

export interface Now {
  ms: number;
  isFollowed: boolean;
  /** How far ahead of this machine's clock. */
  aheadMs: number;
}

/** The simulator's clock, ticking here between two answers. */
export function useNow(everyMs = 1_000): Now | undefined {
  const { data } = useQuery({
    queryKey: ["clock"],
    queryFn: async () => ({ ...(await call<ClockState>("GET", "/clock")), asked: Date.now() }),
  });
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  if (!data) return undefined;
  const aheadMs = data.now_ms - data.asked;
  return { ms: Date.now() + aheadMs, isFollowed: data.is_followed, aheadMs };
}
