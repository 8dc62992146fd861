import { createFileRoute } from "@tanstack/react-router";
import { EngagementPage } from "@/features/engagement/EngagementPage";

export const Route = createFileRoute("/c/$channelId/engagement")({ component: EngagementPage });
