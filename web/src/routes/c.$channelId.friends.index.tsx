import { createFileRoute } from "@tanstack/react-router";
import { FriendsPage } from "@/features/friends/FriendsPage";
import { friendSearch } from "@/features/friends/search";

export const Route = createFileRoute("/c/$channelId/friends/")({
  validateSearch: friendSearch,
  component: FriendsPage,
});
