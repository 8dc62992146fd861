import { QueryClient } from "@tanstack/react-query";
import { ConnectionLost, Problem } from "@/api/problem";

/** A refusal stays a refusal: only a lost connection or a failing server is asked again. */
export function isWorthRetrying(count: number, error: unknown): boolean {
  if (error instanceof Problem) return error.status >= 500 && count < 2;
  return error instanceof ConnectionLost && count < 3;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry: isWorthRetrying, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
