import { createFileRoute } from "@tanstack/react-router";
import { type EditorView, ScenarioEditor } from "@/features/scenarios/editor/ScenarioEditor";
import { scenarioQuery } from "@/features/scenarios/queries";

export const Route = createFileRoute("/c/$channelId/scenarios/$scenarioId")({
  validateSearch: (search): { view?: EditorView } => (search.view === "list" ? { view: "list" } : {}),
  loader: ({ context, params }) =>
    context.queryClient.ensureQueryData(scenarioQuery(Number(params.scenarioId))),
  component: ScenarioEditor,
});
