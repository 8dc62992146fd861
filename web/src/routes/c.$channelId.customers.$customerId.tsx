import { createFileRoute } from "@tanstack/react-router";
import { CustomerPage } from "@/features/customers/CustomerPage";

export const Route = createFileRoute("/c/$channelId/customers/$customerId")({
  component: CustomerPage,
});
