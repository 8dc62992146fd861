import { createFileRoute } from "@tanstack/react-router";
import { SettingsPage } from "@/features/customers/SettingsPage";

export const Route = createFileRoute("/c/$channelId/customers/settings")({
  component: SettingsPage,
});
