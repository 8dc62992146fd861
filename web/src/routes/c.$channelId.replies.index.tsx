import { createFileRoute } from "@tanstack/react-router";
import { rulesQuery } from "@/features/replies/queries";
import { RepliesPage } from "@/features/replies/RepliesPage";

export const Route = createFileRoute("/c/$channelId/replies/")({
  loader: ({ context, params }) => context.queryClient.ensureQueryData(rulesQuery(Number(params.channelId))),
  component: RepliesPage,
});
