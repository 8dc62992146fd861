import { createFileRoute } from "@tanstack/react-router";
import { ImportsPage } from "@/features/transfers/ImportsPage";

export const Route = createFileRoute("/c/$channelId/import/")({ component: ImportsPage });
