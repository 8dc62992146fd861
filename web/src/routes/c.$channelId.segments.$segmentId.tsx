import { createFileRoute } from "@tanstack/react-router";
import { readTree } from "@/components/conditions";
import type { NewSegmentSearch } from "@/features/segments/NewSegment";
import { SegmentPage } from "@/features/segments/SegmentPage";

export const Route = createFileRoute("/c/$channelId/segments/$segmentId")({
  validateSearch: (search): NewSegmentSearch => ({
    tree: readTree(search.tree) ?? undefined,
    draft: typeof search.draft === "string" ? search.draft : undefined,
  }),
  component: SegmentPage,
});
