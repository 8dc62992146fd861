import { ActionIcon, Alert, Button, Card, Group, Menu, Select, Stack, Text, Tooltip } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { MessageComposer } from "@/components/composer";
import { ACTIONS, type Action, newAction } from "./rule";

interface Props {
  actions: Action[];
  channelId: number;
  tags: { id: number; name: string }[];
  scenarios: { id: number; name: string }[];
  /** Sentences by the server's paths (`actions.0.blocks.0.text`). */
  problems: Record<string, string>;
  onChange: (actions: Action[]) => void;
}

/** What a rule does, from top to bottom. */
export function ActionList({ actions, channelId, tags, scenarios, problems, onChange }: Props) {
  const { t } = useTranslation("replies");
  const keys = useKeys(actions.length);
  const put = (index: number, action: Action) => onChange(actions.with(index, action));
  return (
    <Stack gap="sm">
      {problems.actions ? <Alert color="red">{problems.actions}</Alert> : null}
      {actions.map((action, index) => (
        <Card withBorder key={keys.at(index)} p="sm">
          <Group justify="space-between" mb="xs">
            <Text fw={600} size="sm">
              {t(`action.${action.do}`)}
            </Text>
            <Tooltip label={t("action.remove")} withArrow>
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={t("action.remove")}
                disabled={actions.length === 1}
                onClick={() => {
                  keys.remove(index);
                  onChange(actions.toSpliced(index, 1));
                }}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
          {action.do === "send" ? (
            <MessageComposer
              channelId={channelId}
              value={action.blocks}
              problems={below(problems, `actions.${index}.`)}
              onChange={(blocks) => put(index, { do: "send", blocks })}
            />
          ) : "tag_id" in action ? (
            <Select
              aria-label={t("when.tagLabel")}
              placeholder={t("action.chooseTag")}
              searchable
              nothingFoundMessage={t("action.noTag")}
              value={action.tag_id === null ? null : String(action.tag_id)}
              error={problems[`actions.${index}.tag_id`]}
              onChange={(value) => put(index, { ...action, tag_id: Number(value) || null })}
              data={tags.map((tag) => ({ value: String(tag.id), label: tag.name }))}
            />
          ) : (
            <Select
              aria-label={t("action.scenarioLabel")}
              placeholder={t("action.chooseScenario")}
              searchable
              value={action.scenario_id === null ? null : String(action.scenario_id)}
              error={problems[`actions.${index}.scenario_id`]}
              onChange={(value) => put(index, { ...action, scenario_id: Number(value) || null })}
              data={scenarios.map((one) => ({ value: String(one.id), label: one.name }))}
            />
          )}
        </Card>
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="light" leftSection={<IconPlus size={16} />} disabled={actions.length >= 20}>
            {t("action.add")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {ACTIONS.map((kind) => (
            <Menu.Item key={kind} onClick={() => onChange([...actions, newAction(kind)])}>
              {t(`action.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Stack>
  );
}

function below(problems: Record<string, string>, start: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(problems)
      .filter(([path]) => path.startsWith(start))
      .map(([path, sentence]) => [path.slice(start.length), sentence]),
  );
}

/** Actions have no ids; a key stays with its action when one above it is removed. */
function useKeys(length: number) {
  const keys = useRef<number[]>([]);
  const next = useRef(0);
  while (keys.current.length < length) keys.current.push(next.current++);
  return {
    at: (index: number) => keys.current[index],
    remove: (index: number) => keys.current.splice(index, 1),
  };
}
