import { createFileRoute } from "@tanstack/react-router";
import { OperationPage } from "@/features/operations/OperationPage";

export const Route = createFileRoute("/c/$channelId/operations/$operationId")({
  component: OperationPage,
});
