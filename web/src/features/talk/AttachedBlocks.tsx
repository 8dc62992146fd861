import { CloseButton, Group, Paper } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { BlockSummary } from "@/components/BlockSummary";
import type { Block } from "@/components/composer";
import { safeMedia } from "@/line";
import classes from "./talk.module.css";

/** What goes out beside the text: pictures and other bubbles, each of which can be taken away again. */
export function AttachedBlocks({
  blocks,
  onChange,
}: {
  blocks: Block[];
  onChange: (blocks: Block[]) => void;
}) {
  const { t } = useTranslation("talk");
  if (blocks.length === 0) return null;
  return (
    <Group gap="xs">
      {blocks.map((block, index) => (
        <Paper key={index} withBorder px="xs" py={4} className={classes.attached}>
          {block.kind === "image" ? (
            <img
              src={safeMedia(block.preview_url || block.url) ?? undefined}
              alt=""
              className={classes.thumb}
            />
          ) : (
            <BlockSummary blocks={[block]} lines={1} />
          )}
          <CloseButton
            size="sm"
            aria-label={t("reply.takeAway")}
            onClick={() => onChange(blocks.filter((_, at) => at !== index))}
          />
        </Paper>
      ))}
    </Group>
  );
}
