import { createFileRoute } from "@tanstack/react-router";
import { segmentsQuery } from "@/features/segments/queries";
import { type SegmentSearch, SegmentsPage } from "@/features/segments/SegmentsPage";

export const Route = createFileRoute("/c/$channelId/segments/")({
  validateSearch: (search): SegmentSearch => ({
    shown: search.shown === "archived" ? "archived" : undefined,
    q: typeof search.q === "string" || typeof search.q === "number" ? String(search.q) : undefined,
    folder:
      typeof search.folder === "string" || typeof search.folder === "number"
        ? String(search.folder)
        : undefined,
  }),
  loader: ({ context, params }) =>
    context.queryClient.ensureQueryData(segmentsQuery(Number(params.channelId))),
  component: SegmentsPage,
});
