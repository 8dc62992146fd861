import { createFileRoute } from "@tanstack/react-router";
import { StockPage } from "@/features/tags/StockPage";

export const Route = createFileRoute("/c/$channelId/tags/stock-taking")({ component: StockPage });
