import { createFileRoute } from "@tanstack/react-router";
import { DispatchPage } from "@/features/deliveries/DispatchPage";
import { dispatchSearch } from "@/features/deliveries/search";

export const Route = createFileRoute("/c/$channelId/deliveries/$dispatchId")({
  validateSearch: dispatchSearch,
  component: DispatchPage,
});
