import { createFileRoute } from "@tanstack/react-router";
import { AccountPage } from "@/features/settings/AccountPage";
import { organisationQuery, sendingQuery } from "@/features/settings/queries";

export const Route = createFileRoute("/c/$channelId/settings/account")({
  loader: ({ context, params }) =>
    Promise.all([
      context.queryClient.prefetchQuery(sendingQuery(Number(params.channelId))),
      context.queryClient.prefetchQuery(organisationQuery),
    ]),
  component: AccountPage,
});
