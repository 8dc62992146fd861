import { queryOptions } from "@tanstack/react-query";
import { auth, type FactorKind } from "@/api/auth";

/** A factor as the server lists it; times are seconds since 1970. */
export interface Factor {
  type: FactorKind;
  created_at: number;
  last_used_at: number | null;
  id?: number;
  name?: string;
  unused_code_count?: number;
  total_code_count?: number;
}

export interface SignedInSession {
  id: string;
  is_current: boolean;
  is_kept: boolean;
  address: string | null;
  agent: string;
  created_at: string;
  seen_at: string;
  ends_at: string;
}

export const factorsQuery = queryOptions({
  queryKey: ["auth", "factors"],
  queryFn: () => auth<Factor[]>("GET", "account/authenticators"),
});

export const sessionsQuery = queryOptions({
  queryKey: ["auth", "sessions"],
  queryFn: () => auth<SignedInSession[]>("GET", "auth/sessions"),
});

/** An instant as texts show it, from the seconds that factors carry. */
export function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
