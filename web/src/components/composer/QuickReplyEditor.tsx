import { Button, Collapse, Paper, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionList } from "./ActionList";
import { type Action, LIMITS } from "./blocks";
import { below, type Problems } from "./problems";

interface Props {
  value: Action[];
  problems: Problems;
  onChange: (actions: Action[]) => void;
}

/** Round buttons below the last bubble; they go away when the friend answers. */
export function QuickReplyEditor({ value, problems, onChange }: Props) {
  const { t } = useTranslation("composer");
  const [isOpen, setOpen] = useState(value.length > 0);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Paper withBorder p="xs">
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<Chevron size={16} />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {t("quickReply.title", { count: value.length })}
      </Button>
      <Collapse expanded={isOpen}>
        <Text size="xs" c="dimmed" my="xs">
          {t("quickReply.hint")}
        </Text>
        <ActionList
          value={value}
          onChange={onChange}
          problems={below(problems, "quick_replies")}
          min={0}
          max={LIMITS.quickReplies}
          name={t("quickReply.name")}
          addLabel={t("quickReply.add")}
        />
      </Collapse>
    </Paper>
  );
}
