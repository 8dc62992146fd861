import { createFileRoute } from "@tanstack/react-router";
import { LineGallery } from "@/features/line-gallery/LineGallery";

export const Route = createFileRoute("/c/$channelId/line-gallery")({ component: LineGallery });
