import { ActionIcon, Button, Card, Divider, Group, Stack, Switch, Text, Title, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconTrash, IconUserPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { RuleIn, RuleOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { startText, type Trigger } from "../starts";
import type { Desk } from "./desk";
import { NewStart } from "./NewStart";

/** はじまり: the rules that put friends into the scenario, and friends put in by hand. */
export function StartPanel({ it, onEnrol }: { it: Desk; onEnrol: () => void }) {
  const { t } = useTranslation("scenarios");
  const can = useCan();
  const mayEdit = can("rules.edit") && it.detail.state !== "archived";
  const rules = useStartRules(it);
  return (
    <Stack gap="md">
      <Title order={2}>{t("start.title")}</Title>
      <Text size="sm" c="dimmed">
        {t("start.hint")}
      </Text>
      <ErrorNote error={rules.error} />
      {it.starts.map((rule) => (
        <Card withBorder key={rule.id} p="sm">
          <Group justify="space-between" wrap="nowrap">
            <Stack gap={2}>
              <Text size="sm" fw={600}>
                {startText(rule, it.tags, t, it.segments)}
              </Text>
              {rule.actions.length > 1 ? (
                <Text size="xs" c="dimmed">
                  {t("start.shared", { name: rule.name })}
                </Text>
              ) : null}
            </Stack>
            {mayEdit ? (
              <Group gap="xs" wrap="nowrap">
                <Switch
                  aria-label={t("start.isActive")}
                  checked={rule.is_active}
                  onChange={(event) => rules.turn(rule, event.currentTarget.checked)}
                />
                <Tooltip label={t("start.remove")} withArrow>
                  <ActionIcon
                    variant="subtle"
                    color="red"
                    aria-label={t("start.remove")}
                    onClick={() => rules.remove(rule)}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                </Tooltip>
              </Group>
            ) : null}
          </Group>
        </Card>
      ))}
      {it.starts.length === 0 ? <Text size="sm">{t("start.noneYet")}</Text> : null}
      {mayEdit ? (
        <NewStart tags={it.tags} isSaving={rules.isSaving} taken={it.starts} onAdd={rules.add} />
      ) : null}
      {can("scenarios.publish") ? (
        <>
          <Divider />
          <Button
            variant="default"
            leftSection={<IconUserPlus size={16} />}
            disabled={it.detail.state !== "active"}
            onClick={onEnrol}
          >
            {t("enrol.open")}
          </Button>
          {it.detail.state !== "active" ? (
            <Text size="xs" c="dimmed">
              {t("enrol.onlyActive")}
            </Text>
          ) : null}
        </>
      ) : null}
    </Stack>
  );
}

function useStartRules(it: Desk) {
  const { t } = useTranslation("scenarios");
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["rules"] });
  const save = useMutation({
    mutationFn: ({ id, body }: { id: number | null; body: RuleIn }) =>
      id === null
        ? answer(api.POST("/api/v1/rules", { body }))
        : answer(api.PUT("/api/v1/rules/{rule_id}", { params: { path: { rule_id: id } }, body })),
    onSettled,
  });
  const erase = useMutation({
    mutationFn: (id: number) =>
      answer(api.DELETE("/api/v1/rules/{rule_id}", { params: { path: { rule_id: id } } })),
    onSettled,
  });
  const start = { do: "start_scenario", scenario_id: it.detail.id };
  return {
    error: save.error ?? erase.error,
    isSaving: save.isPending,
    add: (trigger: Trigger) =>
      save.mutate({
        id: null,
        body: {
          channel_id: it.detail.channel_id,
          name: t("start.ruleName", { name: it.detail.name }).slice(0, 100),
          trigger,
          actions: [start],
          position: 0,
          is_active: true,
        },
      }),
    turn: (rule: RuleOut, is_active: boolean) =>
      save.mutate({ id: rule.id, body: { ...asIn(rule), is_active } }),
    /** A rule that does more than start this scenario keeps the rest. */
    remove: (rule: RuleOut) => {
      const rest = rule.actions.filter(
        (action) => !(action.do === "start_scenario" && action.scenario_id === it.detail.id),
      );
      if (rest.length > 0) save.mutate({ id: rule.id, body: { ...asIn(rule), actions: rest } });
      else erase.mutate(rule.id);
      notifications.show({ message: t("start.removed", { text: startText(rule, it.tags, t, it.segments) }) });
    },
  };
}

function asIn(rule: RuleOut): RuleIn {
  const { channel_id, name, actions, position, is_active } = rule;
  return { channel_id, name, trigger: rule.trigger as unknown as Trigger, actions, position, is_active };
}
