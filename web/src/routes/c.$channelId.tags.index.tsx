import { createFileRoute } from "@tanstack/react-router";
import { tagSearch } from "@/features/tags/search";
import { TagsPage } from "@/features/tags/TagsPage";

export const Route = createFileRoute("/c/$channelId/tags/")({
  validateSearch: tagSearch,
  component: TagsPage,
});
