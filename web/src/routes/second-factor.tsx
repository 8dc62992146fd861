import { createFileRoute } from "@tanstack/react-router";
import { signedIn } from "@/app/guard";
import { SecondFactorPage } from "@/features/signin/SecondFactorPage";

export const Route = createFileRoute("/second-factor")({
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === "string" ? { next: search.next } : {},
  beforeLoad: ({ context, location }) => signedIn(context.queryClient, location.href),
  component: function SecondFactor() {
    return <SecondFactorPage next={Route.useSearch().next} />;
  },
});
