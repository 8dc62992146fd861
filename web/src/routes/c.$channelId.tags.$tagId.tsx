import { createFileRoute } from "@tanstack/react-router";
import { TagPage } from "@/features/tags/TagPage";

export const Route = createFileRoute("/c/$channelId/tags/$tagId")({ component: TagPage });
