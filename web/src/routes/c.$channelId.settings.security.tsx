import { createFileRoute } from "@tanstack/react-router";
import { SecurityPage } from "@/features/signin/security/SecurityPage";

export const Route = createFileRoute("/c/$channelId/settings/security")({ component: SecurityPage });
