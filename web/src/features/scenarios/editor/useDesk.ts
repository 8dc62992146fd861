import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScenarioDetailOut } from "@/api/schema.gen";
import { useLive } from "@/app/live";
import { useCan } from "@/app/session";
import { useSegmentNames } from "@/components/segments/segmentNames";
import { numbersQuery, rulesQuery, tagsQuery } from "../queries";
import { startsOf, startText } from "../starts";
import type { Chosen, Desk } from "./desk";
import { problemsOf, withNewStep } from "./draft";
import { placesInVersion } from "./published";
import { useDraft } from "./useDraft";

const NONE: never[] = [];

/** Gathers what the parts of the editor share. */
export function useDesk(detail: ScenarioDetailOut): Desk {
  const { t } = useTranslation("scenarios");
  const can = useCan();
  const client = useQueryClient();
  const desk = useDraft(detail);
  const [chosen, choose] = useState<Chosen>({ at: "overview" });
  const { data: rules } = useQuery(rulesQuery(detail.channel_id));
  const { data: tags = NONE } = useQuery(tagsQuery);
  const segments = useSegmentNames(detail.channel_id);
  const { data: numbers } = useQuery({ ...numbersQuery(detail.id), enabled: detail.current !== null });
  useLive("scenarios", (change) => {
    if (change.id === detail.id) void client.invalidateQueries(numbersQuery(detail.id));
  });
  const mayEdit = can("scenarios.edit") && detail.state !== "archived";
  const { draft, change, undo, redo } = desk;
  useUndoKeys(mayEdit, undo, redo);

  return useMemo(() => {
    const starts = startsOf(rules?.items ?? NONE, detail.id);
    return {
      detail,
      desk,
      problemCounts: draft.steps.map((_, index) => problemsOf(detail.problems, index).length),
      places: placesInVersion(draft.steps, detail.current?.steps),
      numbers: numbers?.steps ?? NONE,
      starts,
      startTexts: starts.filter((rule) => rule.is_active).map((rule) => startText(rule, tags, t, segments)),
      tags,
      segments,
      chosen,
      choose,
      insert: (index: number) => {
        const [next, key] = withNewStep(draft, index);
        change(next);
        choose({ at: "step", key });
      },
      mayEdit,
    };
  }, [detail, desk, draft, change, rules, tags, segments, numbers, chosen, mayEdit, t]);
}

/** Ctrl+Z and Ctrl+Y outside of fields, which have an undo of their own. */
function useUndoKeys(isOn: boolean, undo: () => void, redo: () => void) {
  useEffect(() => {
    if (!isOn) return;
    const press = (event: KeyboardEvent) => {
      const isField = (event.target as HTMLElement).closest("input, textarea, [contenteditable]");
      if (isField || !(event.ctrlKey || event.metaKey)) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) redo();
      else undo();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });
}
