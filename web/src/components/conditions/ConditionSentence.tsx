import { Skeleton, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Tree } from "./tree";
import { useConditionPreview } from "./useConditionPreview";

interface Props {
  channelId: number;
  tree: Tree;
  size?: string;
}

/** Reads a condition aloud, with the names of tags and all else as they are now. */
export function ConditionSentence({ channelId, tree, size = "sm" }: Props) {
  const { t } = useTranslation("conditions");
  const preview = useConditionPreview(channelId, tree, 0);
  if (preview.error) return <Text size={size}>{t("sentence.unreadable")}</Text>;
  if (!preview.answer) return <Skeleton h={16} maw={320} />;
  return <Text size={size}>{preview.answer.sentence}</Text>;
}
