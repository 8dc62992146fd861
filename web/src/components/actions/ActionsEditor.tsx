import {
  ActionIcon,
  Alert,
  Button,
  Card,
  Group,
  Menu,
  ScrollArea,
  Skeleton,
  Stack,
  Text,
  Tooltip,
} from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ActionKindOut } from "@/api/schema.gen";
import type { Problems } from "@/components/composer";
import { ErrorNote } from "@/components/ErrorNote";
import { ActionInput, problemsOf } from "./ActionInput";
import { actionKindsQuery } from "./queries";
import { type ActionSpec, GROUPS, movedBy, newSpec } from "./types";

const MOST = 20;

interface Props {
  channelId: number;
  value: ActionSpec[];
  onChange: (actions: ActionSpec[]) => void;
  /** Sentences by the server's paths (`actions.0.tag_id`, `actions.1.blocks.0.text`). */
  problems?: Problems;
}

/** What is done, from top to bottom. Made from the server's list of what automation can do. */
export function ActionsEditor({ channelId, value, onChange, problems = {} }: Props) {
  const { t, i18n } = useTranslation("actions");
  const kinds = useQuery(actionKindsQuery);
  const keys = useKeys(value.length);
  const nameOf = (kind: ActionKindOut) => (i18n.language === "ja" ? kind.ja : kind.en);
  if (kinds.error) return <ErrorNote error={kinds.error} onRetry={() => void kinds.refetch()} />;
  if (!kinds.data) return <Skeleton h={120} />;
  const move = (index: number, by: -1 | 1) => {
    keys.move(index, by);
    onChange(movedBy(value, index, by));
  };
  return (
    <Stack gap="sm">
      {problems.actions ? <Alert color="red">{problems.actions}</Alert> : null}
      {value.map((spec, index) => {
        const kind = kinds.data.find((one) => one.do === spec.do);
        const mine = problemsOf(problems, index);
        const name = kind ? nameOf(kind) : t("unknown");
        return (
          <Card withBorder key={keys.at(index)} p="sm">
            <Group justify="space-between" mb="xs" wrap="nowrap">
              <Text fw={600} size="sm">
                {name}
              </Text>
              <Group gap={4} wrap="nowrap">
                <Tool label={t("up", { name })} isOff={index === 0} onClick={() => move(index, -1)}>
                  <IconArrowUp size={16} />
                </Tool>
                <Tool
                  label={t("down", { name })}
                  isOff={index === value.length - 1}
                  onClick={() => move(index, 1)}
                >
                  <IconArrowDown size={16} />
                </Tool>
                <Tool
                  label={t("remove", { name })}
                  onClick={() => {
                    keys.remove(index);
                    onChange(value.toSpliced(index, 1));
                  }}
                >
                  <IconTrash size={16} />
                </Tool>
              </Group>
            </Group>
            {mine.do ? <Alert color="red">{mine.do}</Alert> : null}
            <Stack gap="xs">
              {kind?.inputs.map((input) => (
                <ActionInput
                  key={input.name}
                  channelId={channelId}
                  input={input}
                  spec={spec}
                  problems={mine}
                  onChange={(next) => onChange(value.with(index, next))}
                />
              ))}
            </Stack>
          </Card>
        );
      })}
      <AddAction
        kinds={kinds.data}
        nameOf={nameOf}
        isOff={value.length >= MOST}
        onAdd={(kind) => onChange([...value, newSpec(kind)])}
      />
    </Stack>
  );
}

interface ToolProps {
  label: string;
  isOff?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Tool({ label, isOff = false, onClick, children }: ToolProps) {
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={isOff} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

interface AddProps {
  kinds: ActionKindOut[];
  nameOf: (kind: ActionKindOut) => string;
  isOff: boolean;
  onAdd: (kind: ActionKindOut) => void;
}

function AddAction({ kinds, nameOf, isOff, onAdd }: AddProps) {
  const { t } = useTranslation("actions");
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button variant="light" leftSection={<IconPlus size={16} />} disabled={isOff} w="fit-content">
          {t("add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={360} type="auto">
          {GROUPS.map((group) => (
            <div key={group}>
              <Menu.Label>{t(`group.${group}`)}</Menu.Label>
              {kinds
                .filter((kind) => kind.group === group)
                .map((kind) => (
                  <Menu.Item key={kind.do} onClick={() => onAdd(kind)}>
                    {nameOf(kind)}
                  </Menu.Item>
                ))}
            </div>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Actions have no ids; a key stays with its action when others are removed or moved. */
function useKeys(length: number) {
  const keys = useRef<number[]>([]);
  const next = useRef(0);
  while (keys.current.length < length) keys.current.push(next.current++);
  keys.current.length = length;
  return {
    at: (index: number) => keys.current[index],
    remove: (index: number) => keys.current.splice(index, 1),
    move: (index: number, by: -1 | 1) => {
      keys.current = movedBy(keys.current, index, by);
    },
  };
}
