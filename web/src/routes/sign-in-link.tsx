import { createFileRoute } from "@tanstack/react-router";
import { SignInLinkPage } from "@/features/signin/SignInLinkPage";

export const Route = createFileRoute("/sign-in-link")({ component: SignInLinkPage });
