import { createFileRoute } from "@tanstack/react-router";
import { ImportsPage } from "@/features/transfers/ImportsPage";
import { importsSearch } from "@/features/transfers/search";

export const Route = createFileRoute("/c/$channelId/import/")({
  validateSearch: importsSearch,
  component: ImportsPage,
});
