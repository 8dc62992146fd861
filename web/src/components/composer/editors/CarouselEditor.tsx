import { Button, Group, Tabs, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AltText } from "../AltText";
import { LIMITS, moved, newColumn, replaced, without } from "../blocks";
import { CardFields } from "../CardFields";
import { below } from "../problems";
import { RowButtons } from "../RowButtons";
import type { EditorProps } from "./types";

export function CarouselEditor({ block, problems, onChange }: EditorProps<"carousel">) {
  const { t } = useTranslation("composer");
  const [chosen, setChosen] = useState(0);
  const { columns } = block;
  const index = Math.min(chosen, columns.length - 1);
  const column = columns[index];
  const set = (next: typeof columns, shown = index) => {
    setChosen(Math.max(0, Math.min(shown, next.length - 1)));
    onChange({ ...block, columns: next });
  };
  const name = t("card.name", { number: index + 1 });
  const uneven = problems.columns;
  return (
    <>
      <Text size="xs" c="dimmed">
        {t("card.hint")}
      </Text>
      {uneven ? (
        <Text size="xs" c="red">
          {t("card.uneven")}
        </Text>
      ) : null}
      <Tabs
        value={String(index)}
        onChange={(value) => setChosen(Number(value))}
        variant="outline"
        keepMounted={false}
      >
        <Tabs.List>
          {columns.map((_, at) => (
            <Tabs.Tab key={at} value={String(at)} c={hasProblem(problems, at) ? "red" : undefined}>
              {t("card.name", { number: at + 1 })}
              {hasProblem(problems, at) ? " !" : ""}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      {column ? (
        <>
          <Group justify="space-between">
            <Text size="xs" fw={600}>
              {name}
            </Text>
            <RowButtons
              name={name}
              isFirst={index === 0}
              isLast={index === columns.length - 1}
              onMove={(by) => set(moved(columns, index, by), index + by)}
              onDuplicate={
                columns.length < LIMITS.columns
                  ? () =>
                      set(
                        [
                          ...columns.slice(0, index + 1),
                          structuredClone(column),
                          ...columns.slice(index + 1),
                        ],
                        index + 1,
                      )
                  : undefined
              }
              onRemove={columns.length > 1 ? () => set(without(columns, index)) : undefined}
            />
          </Group>
          <CardFields
            key={index}
            value={column}
            onChange={(card) => set(replaced(columns, index, card))}
            problems={below(below(problems, "columns"), index)}
            textLimit={LIMITS.carouselText}
            maxButtons={LIMITS.columnButtons}
          />
        </>
      ) : null}
      {columns.length < LIMITS.columns ? (
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => set([...columns, newColumn(columns[0])], columns.length)}
          >
            {t("card.add")}
          </Button>
        </Group>
      ) : null}
      <AltText
        value={block.alt_text}
        error={problems.alt_text}
        onChange={(alt_text) => onChange({ ...block, alt_text })}
      />
    </>
  );
}

function hasProblem(problems: Readonly<Record<string, string>>, index: number): boolean {
  return Object.keys(problems).some((path) => path.startsWith(`columns.${index}.`));
}
