import { createFileRoute } from "@tanstack/react-router";
import { OrdersPage } from "@/features/customers/OrdersPage";
import type { OrderSearch } from "@/features/customers/queries";

const STATES = ["paid", "refunded", "cancelled"] as const;

export const Route = createFileRoute("/c/$channelId/orders")({
  validateSearch: (search): OrderSearch => ({
    number:
      typeof search.number === "string" || typeof search.number === "number"
        ? String(search.number)
        : undefined,
    status: STATES.find((one) => one === search.status),
    product: Number.isInteger(Number(search.product)) && search.product ? Number(search.product) : undefined,
  }),
  component: OrdersPage,
});
