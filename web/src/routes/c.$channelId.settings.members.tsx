import { createFileRoute } from "@tanstack/react-router";
import { MembersPage, type Tab } from "@/features/members/MembersPage";
import { invitationsQuery, membersQuery, rolesQuery } from "@/features/members/queries";

export const Route = createFileRoute("/c/$channelId/settings/members")({
  validateSearch: (search): { tab?: Tab } => ({
    tab: search.tab === "permissions" ? "permissions" : undefined,
  }),
  loader: async ({ context: { queryClient } }) => {
    await Promise.all([
      queryClient.ensureQueryData(membersQuery),
      queryClient.ensureQueryData(invitationsQuery),
      queryClient.ensureQueryData(rolesQuery),
    ]);
  },
  component: MembersPage,
});
