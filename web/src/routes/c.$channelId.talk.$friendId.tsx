import { createFileRoute, notFound } from "@tanstack/react-router";
import { Conversation } from "@/features/talk/Conversation";

export const Route = createFileRoute("/c/$channelId/talk/$friendId")({
  beforeLoad: ({ params }) => {
    if (!/^[1-9][0-9]{0,15}$/.test(params.friendId)) throw notFound();
  },
  component: OpenConversation,
});

function OpenConversation() {
  const { friendId } = Route.useParams();
  // What is half written or half scrolled belongs to one conversation.
  return <Conversation key={friendId} friendId={Number(friendId)} />;
}
