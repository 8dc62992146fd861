import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { ScenarioDetailOut } from "@/api/schema.gen";
import { scenarioQuery } from "../queries";
import { type Draft, draftOf, isSame, stepsOf } from "./draft";
import { begin, reduce } from "./history";

export type SaveState = "saved" | "waiting" | "saving" | "lost" | "refused" | "conflict";

const PAUSE_MILLISECONDS = 700;
const RETRY_MILLISECONDS = 4_000;

/** The draft as it is edited here: every change is kept, saves itself, and can be undone. */
export function useDraft(detail: ScenarioDetailOut) {
  const client = useQueryClient();
  const [history, dispatch] = useReducer(reduce, detail, (first) => begin(draftOf(first)));
  const [saveState, setSaveState] = useState<SaveState>("saved");
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const saved = useRef({ draft: history.present, number: detail.draft_number });
  /** A draft that the server refused is not sent again before it changes. */
  const refused = useRef<Draft | null>(null);
  const running = useRef<Promise<boolean> | null>(null);
  const present = useRef(history.present);
  present.current = history.present;

  const put = useCallback(
    async (draft: Draft): Promise<boolean> => {
      setSaveState("saving");
      try {
        const found = await answer(
          api.PUT("/api/v1/scenarios/{scenario_id}/draft", {
            params: { path: { scenario_id: detail.id } },
            body: {
              name: draft.name.trim() || detail.name,
              purpose: draft.purpose,
              steps: stepsOf(draft),
              draft_number: saved.current.number,
            },
          }),
        );
        saved.current = { draft, number: found.draft_number };
        client.setQueryData(scenarioQuery(detail.id).queryKey, found);
        setRefusal(null);
        setSaveState(isSame(draft, present.current) ? "saved" : "waiting");
        return true;
      } catch (error) {
        const isProblem = error instanceof Problem;
        setRefusal(isProblem ? error : null);
        if (isProblem && error.status < 500) refused.current = draft;
        if (isProblem && error.code === "draft_changed") setSaveState("conflict");
        else setSaveState(isProblem && error.status < 500 ? "refused" : "lost");
        return false;
      }
    },
    [client, detail.id, detail.name],
  );

  /** Saves what is not saved yet, now; false if that did not work. */
  const flush = useCallback(async (): Promise<boolean> => {
    if (running.current) await running.current;
    if (isSame(saved.current.draft, present.current)) return true;
    const run = put(present.current).finally(() => {
      running.current = null;
    });
    running.current = run;
    return run;
  }, [put]);

  useEffect(() => {
    if (saveState === "conflict" || refused.current === history.present) return;
    if (isSame(saved.current.draft, history.present)) return;
    if (saveState === "saved") setSaveState("waiting");
    const timer = setTimeout(flush, saveState === "lost" ? RETRY_MILLISECONDS : PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [history.present, saveState, flush]);

  useEffect(() => {
    const isUnsaved = saveState !== "saved";
    const warn = (event: BeforeUnloadEvent) => isUnsaved && event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [saveState]);

  // Leaving the screen inside the app: what was typed last goes out as well.
  useEffect(() => () => void flush(), [flush]);

  /** Take what somebody else saved; what was here can still be had by undo until the next change. */
  const takeTheirs = useCallback((theirs: ScenarioDetailOut) => {
    const draft = draftOf(theirs);
    saved.current = { draft, number: theirs.draft_number };
    dispatch({ type: "change", draft, about: "" });
    setSaveState("saved");
  }, []);

  useEffect(() => {
    if (detail.draft_number <= saved.current.number || running.current) return;
    if (isSame(saved.current.draft, present.current)) takeTheirs(detail);
    else setSaveState("conflict");
  }, [detail, takeTheirs]);

  const keepOurs = useCallback(async () => {
    const latest = await client.fetchQuery({ ...scenarioQuery(detail.id), staleTime: 0 });
    saved.current = { draft: draftOf(latest), number: latest.draft_number };
    await put(present.current);
  }, [client, detail.id, put]);

  return useMemo(
    () => ({
      draft: history.present,
      change: (draft: Draft, about = "") => dispatch({ type: "change", draft, about }),
      undo: () => dispatch({ type: "undo" }),
      redo: () => dispatch({ type: "redo" }),
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      saveState,
      refusal,
      flush,
      takeTheirs: async () =>
        takeTheirs(await client.fetchQuery({ ...scenarioQuery(detail.id), staleTime: 0 })),
      keepOurs,
    }),
    [history, saveState, refusal, flush, takeTheirs, keepOurs, client, detail.id],
  );
}

export type DraftDesk = ReturnType<typeof useDraft>;
