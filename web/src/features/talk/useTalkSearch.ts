import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { TalkSearch } from "./search";

const route = getRouteApi("/c/$channelId/talk");

/** The filters in the address, and how to change some of them without leaving the conversation. */
export function useTalkSearch(): [TalkSearch, (changes: TalkSearch) => void] {
  const search = route.useSearch();
  const navigate = useNavigate();
  return [
    search,
    (changes) => void navigate({ to: ".", search: (before) => ({ ...before, ...changes }), replace: true }),
  ];
}
