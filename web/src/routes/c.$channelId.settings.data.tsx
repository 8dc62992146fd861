import { createFileRoute } from "@tanstack/react-router";
import { DataPage } from "@/features/privacy/DataPage";

export const Route = createFileRoute("/c/$channelId/settings/data")({ component: DataPage });
