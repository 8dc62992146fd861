import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { RuleIn, RuleOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { type ActionSpec, ActionsEditor, actionKindsQuery, allAsSent, specsOf } from "@/components/actions";
import { ErrorNote } from "@/components/ErrorNote";
import { ruleIn } from "./TagRules";

interface Props {
  tag: { id: number; name: string };
  rule: RuleOut | null;
  trigger: "tag_added" | "tag_removed";
  onClose: () => void;
}

/** What is to be done when the tag is put on, or taken off. */
export function RuleModal({ tag, rule, trigger, onClose }: Props) {
  const { t } = useTranslation("tags");
  const client = useQueryClient();
  const channelId = useChannelId();
  const [name, setName] = useState(
    rule?.name ?? t(`rules.name_${trigger}`, { name: tag.name }).slice(0, 100),
  );
  const [actions, setActions] = useState<ActionSpec[]>(() => (rule ? specsOf(rule.actions) : []));
  const done = async (message: string) => {
    await client.invalidateQueries({ queryKey: ["rules"] });
    void client.invalidateQueries({ queryKey: ["friends"] });
    notifications.show({ color: "teal", message });
    onClose();
  };
  const save = useMutation({
    mutationFn: async () => {
      const kinds = await client.ensureQueryData(actionKindsQuery);
      const fresh: RuleIn = {
        channel_id: channelId,
        name: "",
        trigger: { kind: trigger, tag_id: tag.id },
        actions: [],
        position: 0,
        is_active: true,
      };
      const body = {
        ...(rule ? ruleIn(rule) : fresh),
        name: name.trim(),
        actions: allAsSent(actions, kinds),
      };
      return rule
        ? answer(api.PUT("/api/v1/rules/{rule_id}", { params: { path: { rule_id: rule.id } }, body }))
        : answer(api.POST("/api/v1/rules", { body }));
    },
    onSuccess: (saved) => done(t("rules.saved", { name: saved.name })),
  });
  const remove = useMutation({
    mutationFn: (ruleId: number) =>
      answer(api.DELETE("/api/v1/rules/{rule_id}", { params: { path: { rule_id: ruleId } } })),
    onSuccess: () => done(t("rules.removed", { name: rule?.name })),
  });
  const problems = save.error instanceof Problem ? save.error.fields : {};
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t(`rules.title_${trigger}`, { name: tag.name })}
      closeButtonProps={{ "aria-label": t("common:action.close") }}
    >
      <Stack>
        <TextInput
          label={t("rules.name")}
          maxLength={100}
          required
          value={name}
          error={problems.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {rule?.condition ? (
          <Text size="sm" c="dimmed">
            {t("rules.hasCondition")}
          </Text>
        ) : null}
        <ActionsEditor channelId={channelId} value={actions} problems={problems} onChange={setActions} />
        <ErrorNote error={save.error ?? remove.error} />
        <Group justify="space-between">
          {rule ? (
            <Button
              variant="subtle"
              color="red"
              loading={remove.isPending}
              onClick={() => remove.mutate(rule.id)}
            >
              {t("rules.remove")}
            </Button>
          ) : (
            <span />
          )}
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("common:action.cancel")}
            </Button>
            <Button
              loading={save.isPending}
              disabled={!name.trim() || actions.length === 0}
              onClick={() => save.mutate()}
            >
              {t("common:action.save")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
