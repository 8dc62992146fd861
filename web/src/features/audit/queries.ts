import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

export const OBJECT_KINDS = [
  "friend",
  "tag",
  "field",
  "dispatch",
  "scenario",
  "rule",
  "template",
  "channel",
  "member",
  "invitation",
  "user",
  "api_key",
  "organisation",
  "mark",
  "canned_reply",
  "media",
  "event",
] as const;
export const PERIODS = ["day", "week", "month"] as const;
const DAYS = { day: 1, week: 7, month: 30 };

export interface AuditSearch {
  object?: (typeof OBJECT_KINDS)[number];
  period?: (typeof PERIODS)[number];
}

/** Reads an address that anybody may have typed; what makes no sense is left out. */
export function auditSearch(raw: Record<string, unknown>): AuditSearch {
  return {
    object: OBJECT_KINDS.find((one) => one === raw.object),
    period: PERIODS.find((one) => one === raw.period),
  };
}

export const auditQuery = (search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ["audit", search],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/audit", {
          params: {
            query: {
              object_kind: search.object ?? "",
              since: search.period
                ? new Date(Date.now() - DAYS[search.period] * 86_400_000).toISOString()
                : undefined,
              cursor: pageParam,
              limit: 50,
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
