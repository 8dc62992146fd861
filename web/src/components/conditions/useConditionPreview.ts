import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ConditionPreviewOut } from "@/api/schema.gen";
import { previewQuery } from "./queries";
import type { Tree } from "./tree";

const PAUSE_MS = 150;

export interface ConditionPreview {
  answer: ConditionPreviewOut | undefined;
  /** The answer is still that of an earlier tree. */
  isOld: boolean;
  error: Error | null;
  retry: () => void;
}

/** How many friends a condition finds now, who for example, and what it says in words.
 *
 * Asks again a moment after the tree stops changing and gives up what it asked before. A null tree asks nothing.
 */
export function useConditionPreview(
  channelId: number,
  tree: Tree | null,
  sample = 5,
  segmentId: number | null = null,
): ConditionPreview {
  const { i18n } = useTranslation();
  const [settled] = useDebouncedValue(tree, PAUSE_MS);
  const asked = tree === null ? null : settled;
  const query = useQuery({
    ...previewQuery(
      channelId,
      asked ?? { version: 1, root: { kind: "all", of: [] } },
      sample,
      i18n.language,
      segmentId,
    ),
    enabled: asked !== null,
  });
  return {
    answer: asked === null ? undefined : query.data,
    isOld: settled !== tree || query.isPlaceholderData || query.isPending,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
