import { createFileRoute } from "@tanstack/react-router";
import { scenariosQuery } from "@/features/scenarios/queries";
import { ScenariosPage, type Shown } from "@/features/scenarios/ScenariosPage";

export const Route = createFileRoute("/c/$channelId/scenarios/")({
  validateSearch: (search): { shown?: Shown } => (search.shown === "archived" ? { shown: "archived" } : {}),
  loader: ({ context, params }) =>
    context.queryClient.ensureQueryData(scenariosQuery(Number(params.channelId))),
  component: ScenariosPage,
});
