import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ActionEditor } from "./ActionEditor";
import { type Action, moved, newAction, replaced, without } from "./blocks";
import classes from "./composer.module.css";
import { below, type Problems } from "./problems";
import { RowButtons } from "./RowButtons";

interface Props {
  value: Action[];
  onChange: (actions: Action[]) => void;
  problems: Problems;
  min: number;
  max: number;
  /** What one entry is called: a button, a quick reply. */
  name: string;
  addLabel: string;
}

/** Buttons in their order. */
export function ActionList({ value, onChange, problems, min, max, name, addLabel }: Props) {
  const { t } = useTranslation("composer");
  return (
    <Stack gap="xs">
      {problems[""] ? (
        <Text size="xs" c="red">
          {problems[""]}
        </Text>
      ) : null}
      {value.map((action, index) => (
        <div key={index} className={classes.entry}>
          <Group justify="space-between" wrap="nowrap" mb={4}>
            <Text size="xs" fw={600}>
              {t("row.name", { name, number: index + 1 })}
            </Text>
            <RowButtons
              name={t("row.name", { name, number: index + 1 })}
              isFirst={index === 0}
              isLast={index === value.length - 1}
              onMove={(by) => onChange(moved(value, index, by))}
              onRemove={value.length > min ? () => onChange(without(value, index)) : undefined}
            />
          </Group>
          <ActionEditor
            value={action}
            problems={below(problems, index)}
            onChange={(changed) => onChange(replaced(value, index, changed))}
          />
        </div>
      ))}
      {value.length < max ? (
        <Button
          variant="default"
          size="xs"
          className={classes.add}
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...value, newAction()])}
        >
          {addLabel}
        </Button>
      ) : null}
    </Stack>
  );
}
