import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { Block } from "./blocks";
import { type Problems, withinBlocks } from "./problems";

interface Checked {
  problems: Problems;
  /** Whether the server found the present blocks fit to send; unknown while it is being asked. */
  isFit: boolean | undefined;
}

/** Asks the server, a moment after the last change, what LINE would refuse. Nothing is stored or sent. */
export function useContentProblems(blocks: Block[]): Checked {
  const { i18n } = useTranslation();
  const [settled] = useDebouncedValue(blocks, 400);
  const { data } = useQuery({
    queryKey: ["contentCheck", settled],
    queryFn: () => answer(api.POST("/api/v1/content/check", { body: { blocks: settled } })),
    enabled: settled.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  if (!data || settled.length === 0) return { problems: {}, isFit: undefined };
  const found: Record<string, string> = {};
  for (const problem of data.problems)
    found[problem.path] ??= i18n.language === "en" ? problem.en : problem.ja;
  return { problems: withinBlocks(found), isFit: settled === blocks ? data.is_fit : undefined };
}
