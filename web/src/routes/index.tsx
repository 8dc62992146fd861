import { createFileRoute, redirect } from "@tanstack/react-router";
import { signedIn } from "@/app/guard";
import { channelsQuery } from "@/app/session";

export const Route = createFileRoute("/")({
  beforeLoad: async ({ context, location }) => {
    await signedIn(context.queryClient, location.href);
    const channels = await context.queryClient.ensureQueryData(channelsQuery);
    const last = Number(localStorage.getItem("enishi.channel"));
    const channel = channels.find((one) => one.id === last) ?? channels[0];
    if (!channel) throw redirect({ href: "/setup" });
    throw redirect({ to: "/c/$channelId", params: { channelId: String(channel.id) } });
  },
});
