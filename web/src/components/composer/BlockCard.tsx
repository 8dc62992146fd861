import { Alert, Group, Paper, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { BlockEditor } from "./BlockEditor";
import type { Block } from "./blocks";
import classes from "./composer.module.css";
import { KIND_ICONS } from "./kinds";
import { homeless, type Problems } from "./problems";
import { RowButtons } from "./RowButtons";

interface Props {
  block: Block;
  index: number;
  count: number;
  problems: Problems;
  onChange: (block: Block) => void;
  onMove: (by: -1 | 1) => void;
  onDuplicate?: () => void;
  onRemove: () => void;
}

/** One bubble: what it is, where it stands, its fields and what is wrong with them. */
export function BlockCard({ block, index, count, problems, onChange, onMove, onDuplicate, onRemove }: Props) {
  const { t } = useTranslation("composer");
  const Icon = KIND_ICONS[block.kind];
  const kind = t(`kind.${block.kind}`);
  const general = homeless(problems).filter(
    ([path]) => block.kind !== "flex" || !path.startsWith("contents"),
  );
  return (
    <Paper withBorder component="section" aria-label={t("bubble", { number: index + 1, kind })}>
      <Group justify="space-between" wrap="nowrap" className={classes.cardHead}>
        <Group gap={6} wrap="nowrap" miw={0}>
          <Icon size={18} stroke={1.6} />
          <Text fw={600} size="sm" truncate>
            {index + 1}. {kind}
          </Text>
        </Group>
        <RowButtons
          name={`${index + 1}. ${kind}`}
          isFirst={index === 0}
          isLast={index === count - 1}
          onMove={onMove}
          onDuplicate={onDuplicate}
          onRemove={onRemove}
        />
      </Group>
      <Stack gap="sm" p="sm">
        {general.length > 0 ? (
          <Alert color="red" variant="light" p="xs">
            {general.map(([path, sentence]) => (
              <Text key={path} size="sm">
                {sentence}
              </Text>
            ))}
          </Alert>
        ) : null}
        <BlockEditor block={block} problems={problems} onChange={onChange} />
      </Stack>
    </Paper>
  );
}
