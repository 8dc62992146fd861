import { createFileRoute } from "@tanstack/react-router";
import { templatesQuery } from "@/features/templates/queries";
import { type TemplateSearch, TemplatesPage } from "@/features/templates/TemplatesPage";

export const Route = createFileRoute("/c/$channelId/templates/")({
  validateSearch: (search): TemplateSearch => ({
    ...(search.shown === "archived" ? { shown: "archived" } : {}),
    ...(typeof search.q === "string" && search.q ? { q: search.q } : {}),
  }),
  loader: ({ context }) => context.queryClient.ensureQueryData(templatesQuery),
  component: TemplatesPage,
});
