import { useEffect, useState } from "react";
import type { Home } from "./control";

/** How many deliveries of each account the person has not seen yet: all that came while its chat was not open. */
export function useUnread(home: Home | undefined, openChannelId: string | null): Record<string, number> {
  const [seen, setSeen] = useState<Record<string, number>>({});
  useEffect(() => {
    if (!home) return;
    setSeen((before) => {
      const next = { ...before };
      for (const { channel_id, received } of home.accounts) {
        // What came before the phone was put on the desk is old news; so is more than there is, after a reset.
        const known = before[channel_id];
        if (known === undefined || known > received || channel_id === openChannelId)
          next[channel_id] = received;
      }
      const isSame = Object.keys(next).every((id) => next[id] === before[id]);
      return isSame ? before : next;
    });
  }, [home, openChannelId]);
  return Object.fromEntries(
    (home?.accounts ?? []).map((one) => [
      one.channel_id,
      one.received - (seen[one.channel_id] ?? one.received),
    ]),
  );
}
