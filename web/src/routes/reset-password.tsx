import { createFileRoute } from "@tanstack/react-router";
import { ResetPasswordPage } from "@/features/signin/ResetPasswordPage";

export const Route = createFileRoute("/reset-password")({ component: ResetPasswordPage });
