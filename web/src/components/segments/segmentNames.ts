import { queryOptions, useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { useCan } from "@/app/session";

export interface NamedSegment {
  id: number;
  name: string;
  folder: string;
}

const segmentNamesQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["segments", channelId, "names"],
    queryFn: async (): Promise<NamedSegment[]> => {
      const query = { channel_id: channelId, with_reports: false };
      const { items } = await answer(api.GET("/api/v1/segments", { params: { query } }));
      return items.map(({ id, name, folder }) => ({ id, name, folder }));
    },
    staleTime: 60_000,
  });

/** An account's segments by name; none for whoever may not see segments. */
export function useSegmentNames(channelId: number): NamedSegment[] {
  const maySee = useCan()("segments.view");
  const { data } = useQuery({ ...segmentNamesQuery(channelId), enabled: maySee });
  return data ?? NONE;
}

const NONE: NamedSegment[] = [];

/** What a segment is called, or a dash where it is gone. */
export function segmentName(segments: readonly NamedSegment[], id: number): string {
  return segments.find((one) => one.id === id)?.name ?? "—";
}
