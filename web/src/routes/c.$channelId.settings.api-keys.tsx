import { createFileRoute } from "@tanstack/react-router";
import { ApiKeysPage } from "@/features/members/ApiKeysPage";
import { apiKeysQuery, rolesQuery } from "@/features/members/queries";

export const Route = createFileRoute("/c/$channelId/settings/api-keys")({
  loader: async ({ context: { queryClient } }) => {
    await Promise.all([queryClient.ensureQueryData(apiKeysQuery), queryClient.ensureQueryData(rolesQuery)]);
  },
  component: ApiKeysPage,
});
