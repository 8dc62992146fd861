import { createFileRoute } from "@tanstack/react-router";
import { SignInPage } from "@/features/signin/SignInPage";

export const Route = createFileRoute("/sign-in")({
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === "string" ? { next: search.next } : {},
  component: function SignIn() {
    return <SignInPage next={Route.useSearch().next} />;
  },
});
