import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { sentenceQuery } from "./queries";
import type { Tree } from "./tree";

interface Props {
  channelId: number;
  tree: Tree;
  size?: string;
}

/** Reads a condition aloud, with the names of tags and all else as they are now. */
export function ConditionSentence({ channelId, tree, size = "sm" }: Props) {
  const { t, i18n } = useTranslation("conditions");
  const { data: sentence, isPending } = useQuery(sentenceQuery(channelId, tree, i18n.language));
  if (isPending) return <Skeleton h={16} w={240} maw="100%" />;
  return <Text size={size}>{sentence || t("sentence.unreadable")}</Text>;
}
