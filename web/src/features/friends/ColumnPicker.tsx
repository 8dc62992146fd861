import { ActionIcon, Button, Checkbox, Group, Popover, ScrollArea, Stack, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { COLUMNS, DEFAULT_COLUMNS, MOST_COLUMNS } from "./columns";
import { fieldNamesQuery } from "./queries";
import { useColumnNames } from "./useColumnNames";

interface Props {
  columns: readonly string[];
  /** Undefined: the usual ones. */
  onChange: (columns: string[] | undefined) => void;
}

/** Which columns the list shows, in which order. */
export function ColumnPicker({ columns, onChange }: Props) {
  const { t } = useTranslation("friends");
  const can = useCan();
  const nameOf = useColumnNames();
  const fields = useQuery({ ...fieldNamesQuery, enabled: can("fields.view") });
  const all = [...COLUMNS, ...(fields.data ?? []).map((one) => `field:${one.id}`)].filter(
    (one) => one !== "mark" || can("talk.view"),
  );
  const rest = all.filter((one) => !columns.includes(one));
  const move = (index: number, by: -1 | 1) => {
    const next = [...columns];
    const [taken] = next.splice(index, 1);
    if (taken !== undefined) next.splice(index + by, 0, taken);
    onChange(next);
  };
  return (
    <Popover position="bottom-start" withinPortal trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          {t("columns.button")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label={t("columns.title")}>
        <Stack gap="xs" w={300}>
          <Group justify="space-between">
            <Text fw={600} size="sm">
              {t("columns.title")}
            </Text>
            {columns.join() === DEFAULT_COLUMNS.join() ? null : (
              <Button size="compact-xs" variant="subtle" onClick={() => onChange(undefined)}>
                {t("columns.usual")}
              </Button>
            )}
          </Group>
          <ScrollArea.Autosize mah={360} type="auto" offsetScrollbars>
            <Stack gap={6}>
              {columns.map((column, index) => (
                <Group key={column} gap={4} wrap="nowrap" justify="space-between">
                  <Checkbox
                    checked
                    label={nameOf(column)}
                    onChange={() => onChange(columns.filter((one) => one !== column))}
                  />
                  <Group gap={0} wrap="nowrap">
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      disabled={index === 0}
                      bg={index === 0 ? "transparent" : undefined}
                      aria-label={t("columns.left", { name: nameOf(column) })}
                      onClick={() => move(index, -1)}
                    >
                      <IconArrowUp size={16} stroke={1.6} />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      disabled={index === columns.length - 1}
                      bg={index === columns.length - 1 ? "transparent" : undefined}
                      aria-label={t("columns.right", { name: nameOf(column) })}
                      onClick={() => move(index, 1)}
                    >
                      <IconArrowDown size={16} stroke={1.6} />
                    </ActionIcon>
                  </Group>
                </Group>
              ))}
              {rest.map((column) => (
                <Checkbox
                  key={column}
                  checked={false}
                  disabled={columns.length >= MOST_COLUMNS}
                  label={nameOf(column)}
                  onChange={() => onChange([...columns, column])}
                />
              ))}
            </Stack>
          </ScrollArea.Autosize>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
