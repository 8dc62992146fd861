import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { AudienceOut, RecipientsIn } from "@/api/schema.gen";

export interface AudienceCount {
  answer: AudienceOut | undefined;
  /** The answer is still that of another audience. */
  isOld: boolean;
  error: Error | null;
}

/** From those chosen to those who can be reached, as it is now; null asks nothing. */
export function useAudienceCount(channelId: number, recipients: RecipientsIn | null): AudienceCount {
  const key = JSON.stringify(recipients);
  const [settled] = useDebouncedValue(key, 200);
  const query = useQuery({
    queryKey: ["audience", channelId, settled],
    queryFn: ({ signal }) => {
      const body = { channel_id: channelId, recipients: JSON.parse(settled) as RecipientsIn };
      return answer(api.POST("/api/v1/dispatches/audience", { body, signal }));
    },
    enabled: recipients !== null && settled !== "null",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
  });
  return {
    answer: recipients === null ? undefined : query.data,
    isOld: settled !== key || query.isPlaceholderData || query.isPending,
    error: recipients === null || settled !== key ? null : query.error,
  };
}
