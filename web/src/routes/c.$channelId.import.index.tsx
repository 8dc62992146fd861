import { createFileRoute } from "@tanstack/react-router";

export const Route = createFileRoute("/c/$channelId/import/")({
  component: RouteComponent,
});

function RouteComponent() {
  return <div>Hello "/c/$channelId/import/"!</div>;
}
