import { Group, Text } from "@mantine/core";
import {
  IconCards,
  IconCode,
  IconHelpCircle,
  IconLayoutList,
  IconMapPin,
  IconMessage,
  IconPhoto,
  type IconProps,
  IconSticker,
  IconVideo,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import type { StepIn } from "@/api/schema.gen";

type Block = StepIn["blocks"][number];

const ICONS: Record<Block["kind"], ComponentType<IconProps>> = {
  text: IconMessage,
  image: IconPhoto,
  video: IconVideo,
  sticker: IconSticker,
  location: IconMapPin,
  buttons: IconLayoutList,
  confirm: IconHelpCircle,
  carousel: IconCards,
  flex: IconCode,
};

interface Props {
  blocks: Block[];
  /** Lines of text that are shown. */
  lines?: number;
}

/** A message in one glance: what kind it is, its first words, and how many bubbles follow. */
export function BlockSummary({ blocks, lines = 2 }: Props) {
  const { t } = useTranslation("blocks");
  const first = blocks[0];
  if (!first)
    return (
      <Text size="sm" c="dimmed">
        {t("nothing")}
      </Text>
    );
  const Icon = ICONS[first.kind];
  const words = wordsOf(first);
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Icon size={16} stroke={1.6} aria-hidden style={{ flex: "none", marginTop: 2 }} />
      <Text size="sm" lineClamp={lines} c={words ? undefined : "dimmed"} component="span">
        {words || t(first.kind === "text" ? "nothing" : `kind.${first.kind}`)}
        {blocks.length > 1 ? (
          <Text span c="dimmed" size="xs">
            {" "}
            {t("more", { count: blocks.length - 1 })}
          </Text>
        ) : null}
      </Text>
    </Group>
  );
}

/** The first words of a bubble; placeholders appear as their fallback, as a friend without a value sees them. */
export function wordsOf(block: Block): string {
  switch (block.kind) {
    case "text":
    case "buttons":
    case "confirm":
      return plain(block.text);
    case "carousel":
      return plain(block.columns[0]?.text ?? "");
    case "location":
      return block.title;
    case "flex":
      return plain(block.alt_text);
    default:
      return "";
  }
}

function plain(text: string): string {
  return text.replace(
    /{{\s*([a-z][a-z0-9_.]*)\s*(?:\|([^{}]*))?}}/g,
    (_, name, fallback) => fallback ?? `〔${name}〕`,
  );
}
