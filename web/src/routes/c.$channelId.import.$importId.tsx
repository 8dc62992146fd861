import { createFileRoute } from "@tanstack/react-router";
import { ImportPage } from "@/features/transfers/ImportPage";
import { importSearch } from "@/features/transfers/search";

export const Route = createFileRoute("/c/$channelId/import/$importId")({
  validateSearch: importSearch,
  component: ImportPage,
});
