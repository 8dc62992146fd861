/** Times in conditions, as the server reads them. */
export type When =
  | { mode: "days_ago" | "days_ahead"; test?: Test; days: number }
  | { mode: "hours_ago"; test?: Test; hours: number }
  | { mode: "between"; since: string | null; until: string | null }
  | { mode: "anniversary"; test?: Test; days: number }
  | { mode: "month"; month: number }
  | { mode: "known" | "unknown" };

export type Mode = When["mode"];
export type Test = "at_most" | "exactly" | "at_least";

export const MODES: readonly Mode[] = ["days_ago", "hours_ago", "between", "known", "unknown"];

/** The comparisons that each mode knows. */
export const TESTS: Record<Mode, readonly Test[]> = {
  days_ago: ["at_most", "exactly", "at_least"],
  days_ahead: ["at_most", "exactly", "at_least"],
  hours_ago: ["at_most", "at_least"],
  anniversary: ["exactly", "at_most"],
  between: [],
  month: [],
  known: [],
  unknown: [],
};

/** A time of another mode that keeps the number of days, where there was one. */
export function freshWhen(mode: Mode, before: When | null): When {
  const days = before !== null && "days" in before ? before.days : 30;
  switch (mode) {
    case "days_ago":
    case "days_ahead":
      return { mode, test: "at_most", days };
    case "hours_ago":
      return { mode, test: "at_most", hours: 24 };
    case "anniversary":
      return { mode, test: "at_most", days: Math.min(days, 364) };
    case "between":
      return { mode, since: null, until: null };
    case "month":
      return { mode, month: 0 };
    default:
      return { mode };
  }
}

/** The comparison; what a stored condition leaves out is the server's default. */
export function testOf(when: When): Test {
  const usual = when.mode === "anniversary" ? "exactly" : "at_most";
  return ("test" in when ? when.test : undefined) ?? usual;
}
