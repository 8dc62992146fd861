import { createFileRoute } from "@tanstack/react-router";
import { OperationsPage } from "@/features/operations/OperationsPage";
import { operationSearch } from "@/features/operations/search";

export const Route = createFileRoute("/c/$channelId/operations/")({
  validateSearch: operationSearch,
  component: OperationsPage,
});
