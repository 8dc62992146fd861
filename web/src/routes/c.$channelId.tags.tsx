import { createFileRoute } from "@tanstack/react-router";
import { TagsPage } from "@/features/friends/TagsPage";

export const Route = createFileRoute("/c/$channelId/tags")({ component: TagsPage });
