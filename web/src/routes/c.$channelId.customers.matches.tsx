import { createFileRoute } from "@tanstack/react-router";
import { MatchesPage, type MatchSearch } from "@/features/customers/MatchesPage";

export const Route = createFileRoute("/c/$channelId/customers/matches")({
  validateSearch: (search): MatchSearch => ({
    state: search.state === "dismissed" || search.state === "accepted" ? search.state : undefined,
    customer:
      Number.isInteger(Number(search.customer)) && search.customer ? Number(search.customer) : undefined,
  }),
  component: MatchesPage,
});
