import { createFileRoute } from "@tanstack/react-router";

export const Route = createFileRoute("/c/$channelId/settings/data")({
  component: RouteComponent,
});

function RouteComponent() {
  return <div>Hello "/c/$channelId/settings/data"!</div>;
}
