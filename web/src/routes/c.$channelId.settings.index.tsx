import { createFileRoute, redirect } from "@tanstack/react-router";

export const Route = createFileRoute("/c/$channelId/settings/")({
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/c/$channelId/settings/account", params });
  },
});
