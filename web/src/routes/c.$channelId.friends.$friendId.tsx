import { createFileRoute } from "@tanstack/react-router";
import { FriendPage } from "@/features/friends/FriendPage";

export const Route = createFileRoute("/c/$channelId/friends/$friendId")({ component: FriendPage });
