import { createFileRoute } from "@tanstack/react-router";
import { ProductsPage } from "@/features/customers/ProductsPage";

export const Route = createFileRoute("/c/$channelId/products")({
  component: ProductsPage,
});
