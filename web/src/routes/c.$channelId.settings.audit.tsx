import { createFileRoute } from "@tanstack/react-router";
import { AuditPage } from "@/features/audit/AuditPage";
import { auditSearch } from "@/features/audit/queries";

export const Route = createFileRoute("/c/$channelId/settings/audit")({
  validateSearch: auditSearch,
  component: AuditPage,
});
