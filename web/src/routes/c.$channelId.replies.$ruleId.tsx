import { createFileRoute } from "@tanstack/react-router";
import { rulesQuery } from "@/features/replies/queries";
import { RuleEditor } from "@/features/replies/RuleEditor";

export const Route = createFileRoute("/c/$channelId/replies/$ruleId")({
  loader: ({ context, params }) => context.queryClient.ensureQueryData(rulesQuery(Number(params.channelId))),
  component: RuleEditor,
});
