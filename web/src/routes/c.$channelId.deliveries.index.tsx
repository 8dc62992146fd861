import { createFileRoute } from "@tanstack/react-router";
import { DeliveriesPage } from "@/features/deliveries/DeliveriesPage";
import { deliverySearch } from "@/features/deliveries/search";

export const Route = createFileRoute("/c/$channelId/deliveries/")({
  validateSearch: deliverySearch,
  component: DeliveriesPage,
});
