import { createFileRoute, notFound } from "@tanstack/react-router";
import { signedIn } from "@/app/guard";
import { Shell } from "@/app/Shell";
import { channelsQuery } from "@/app/session";

export const Route = createFileRoute("/c/$channelId")({
  beforeLoad: async ({ context, location, params }) => {
    await signedIn(context.queryClient, location.href);
    const channels = await context.queryClient.ensureQueryData(channelsQuery);
    if (!channels.some((one) => String(one.id) === params.channelId)) throw notFound();
    localStorage.setItem("enishi.channel", params.channelId);
  },
  component: Shell,
});
