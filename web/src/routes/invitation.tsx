import { createFileRoute } from "@tanstack/react-router";
import { InvitationPage } from "@/features/members/InvitationPage";

export const Route = createFileRoute("/invitation")({ component: InvitationPage });
