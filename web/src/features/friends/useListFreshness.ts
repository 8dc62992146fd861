import { useThrottledCallback } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLive } from "@/app/live";
import { FRIEND_LIST } from "./queries";

/** So many loaded pages are asked for again by themselves; of more, the reader decides. */
const FEW_PAGES = 3;

interface Freshness {
  /** Something changed that a long list does not show yet. */
  isOld: boolean;
  /** Starts the list anew from its top. */
  refresh: () => void;
}

export function useListFreshness(channelId: number, loadedPages: number): Freshness {
  const client = useQueryClient();
  const [isOld, setOld] = useState(false);
  const ask = useThrottledCallback(() => void client.invalidateQueries({ queryKey: [FRIEND_LIST] }), 1_000);
  useLive("friends", (change) => {
    if (change.channel_id !== undefined && change.channel_id !== channelId) return;
    if (loadedPages <= FEW_PAGES) ask();
    else setOld(true);
  });
  const refresh = () => {
    setOld(false);
    void client.resetQueries({ queryKey: [FRIEND_LIST] });
  };
  return { isOld, refresh };
}
