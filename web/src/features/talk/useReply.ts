import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useMe } from "@/app/session";
import { scheduleReply, sendReply, tellTyping } from "./deeds";
import { attemptFor, blocksOf, type Draft, EMPTY, keepDraft, loadDraft } from "./drafts";

const TYPING_EVERY_MS = 4_000;

/** What is being written to one friend: kept through everything, sent once, forgotten only when it has gone out. */
export function useReply(friendId: number) {
  const client = useQueryClient();
  const organisationId = useMe().organisation.id;
  const [draft, setDraft] = useState(() => loadDraft(organisationId, friendId));
  const toldAt = useRef(0);
  useEffect(() => keepDraft(organisationId, friendId, draft), [organisationId, friendId, draft]);

  const write = (changes: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...changes }));
    if (Date.now() - toldAt.current < TYPING_EVERY_MS) return;
    toldAt.current = Date.now();
    tellTyping(friendId).catch(() => undefined);
  };
  const goOut = useMutation({
    // Without a connection the attempt fails and says so, instead of waiting without a word.
    networkMode: "always",
    // The draft as it was when the button was pressed: a mutation begins a moment later.
    mutationFn: async ({ dueAt, pressed }: { dueAt: string | null; pressed: Draft }) => {
      const attempt = attemptFor(pressed, () => crypto.randomUUID());
      // Kept before it is tried: after a reload the same message still goes out under the same key.
      keepDraft(organisationId, friendId, { ...pressed, attempt });
      setDraft((before) => ({ ...before, attempt }));
      const blocks = blocksOf(pressed);
      if (dueAt === null) await sendReply(friendId, blocks, attempt.key);
      else await scheduleReply(friendId, blocks, dueAt, `${attempt.key}@${dueAt}`);
      return pressed;
    },
    onSuccess: (sent) => {
      // Whatever was written while it went out stays.
      setDraft((now) => (now.text === sent.text && now.blocks === sent.blocks ? EMPTY : now));
      return client.invalidateQueries({ queryKey: ["talk"] });
    },
  });
  const send = (dueAt: string | null, onEnd: () => void = () => undefined) =>
    goOut.mutate({ dueAt, pressed: draft }, { onSettled: onEnd });
  return { draft, write, send, goOut };
}
