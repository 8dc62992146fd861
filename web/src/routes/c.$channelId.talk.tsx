import { createFileRoute } from "@tanstack/react-router";
import { talkSearch } from "@/features/talk/search";
import { TalkPage } from "@/features/talk/TalkPage";

export const Route = createFileRoute("/c/$channelId/talk")({
  validateSearch: talkSearch,
  component: TalkPage,
});
