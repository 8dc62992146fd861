import { ActionIcon, Button, Group, Paper, Text } from "@mantine/core";
import { IconFilter, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChannelId } from "@/app/session";
import { ConditionDrawer, ConditionSentence, type Tree } from "@/components/conditions";
import classes from "./friends.module.css";

interface Props {
  tree: Tree | undefined;
  onChange: (tree: Tree | undefined) => void;
}

/** Opens the condition editor beside the list. */
export function ConditionButton({ tree, onChange }: Props) {
  const { t } = useTranslation("friends");
  const channelId = useChannelId();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant={tree ? "light" : "default"}
        leftSection={<IconFilter size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t("filter.condition")}
      </Button>
      {isOpen ? (
        <ConditionDrawer
          channelId={channelId}
          title={t("filter.conditionTitle")}
          value={tree}
          onApply={onChange}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

/** Reads the condition that is in force, and takes it away. */
export function ActiveCondition({ tree, onChange }: { tree: Tree; onChange: Props["onChange"] }) {
  const { t } = useTranslation("friends");
  const channelId = useChannelId();
  return (
    <Paper withBorder px="sm" py={6} className={classes.active} role="status">
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Group gap="xs" wrap="nowrap" miw={0}>
          <Text size="sm" c="dimmed" flex="0 0 auto">
            {t("filter.active")}
          </Text>
          <ConditionSentence channelId={channelId} tree={tree} />
        </Group>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          aria-label={t("filter.clearCondition")}
          onClick={() => onChange(undefined)}
        >
          <IconX size={16} stroke={1.6} />
        </ActionIcon>
      </Group>
    </Paper>
  );
}
