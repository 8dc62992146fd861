import { createFileRoute } from "@tanstack/react-router";
import { NothingOpen } from "@/features/talk/NothingOpen";

export const Route = createFileRoute("/c/$channelId/talk/")({ component: NothingOpen });
