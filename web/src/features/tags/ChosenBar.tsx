import { Button, Group, Paper, Text } from "@mantine/core";
import { IconArchive, IconArrowMerge } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TagOut } from "@/api/schema.gen";
import classes from "./tags.module.css";
import { useTagDeeds } from "./useTagDeeds";

interface Props {
  tags: TagOut[];
  onClear: () => void;
  onMerge: (tags: TagOut[]) => void;
}

/** What can be done with the chosen tags together. */
export function ChosenBar({ tags, onClear, onMerge }: Props) {
  const { t } = useTranslation("tags");
  const { archive } = useTagDeeds();
  const live = tags.filter((tag) => !tag.archived_at);
  return (
    <Paper
      withBorder
      p="sm"
      mt="md"
      shadow="sm"
      className={classes.foot}
      role="region"
      aria-label={t("bar.label")}
    >
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {t("bar.chosen", { count: tags.length })}
        </Text>
        <Button
          size="xs"
          variant="light"
          leftSection={<IconArrowMerge size={14} />}
          disabled={live.length < 2}
          onClick={() => onMerge(live)}
        >
          {t("merge.open")}
        </Button>
        <Button
          size="xs"
          variant="light"
          leftSection={<IconArchive size={14} />}
          disabled={live.length === 0}
          onClick={() => void archive(live).then(onClear)}
        >
          {t("bar.archive", { count: live.length })}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
          {t("bar.clear")}
        </Button>
      </Group>
    </Paper>
  );
}
