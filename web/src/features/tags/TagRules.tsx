import { Anchor, Badge, Button, Card, Group, Stack, Switch, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { RuleIn, RuleOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { specsOf, useActionText } from "@/components/actions";
import { ErrorNote } from "@/components/ErrorNote";
import { tagRulesQuery } from "./queries";
import { RuleModal } from "./RuleModal";

type Trigger = "tag_added" | "tag_removed";

/** What happens by itself when the tag is put on or taken off: these are the account's rules. */
export function TagRules({ tag }: { tag: { id: number; name: string } }) {
  const { t } = useTranslation("tags");
  const channelId = useChannelId();
  const mayEdit = useCan()("rules.edit");
  const { data: rules, error } = useQuery(tagRulesQuery(channelId, tag.id));
  const [edited, setEdited] = useState<RuleOut | Trigger | null>(null);
  return (
    <Card withBorder>
      <Stack gap="md">
        <div>
          <Title order={2}>{t("rules.title")}</Title>
          <Text size="sm" c="dimmed">
            {t("rules.hint")}
          </Text>
        </div>
        <ErrorNote error={error} />
        {(["tag_added", "tag_removed"] as const).map((trigger) => (
          <Stack gap="xs" key={trigger}>
            <Title order={3} size="h5">
              {t(`rules.${trigger}`)}
            </Title>
            {rules
              ?.filter((rule) => rule.trigger_kind === trigger)
              .map((rule) => (
                <RuleLine key={rule.id} rule={rule} onEdit={mayEdit ? () => setEdited(rule) : undefined} />
              ))}
            {rules && !rules.some((rule) => rule.trigger_kind === trigger) ? (
              <Text size="sm" c="dimmed">
                {t("rules.none")}
              </Text>
            ) : null}
            {mayEdit ? (
              <Button
                variant="light"
                size="xs"
                w="fit-content"
                leftSection={<IconPlus size={14} />}
                onClick={() => setEdited(trigger)}
              >
                {t(`rules.add_${trigger}`)}
              </Button>
            ) : null}
          </Stack>
        ))}
      </Stack>
      {edited ? (
        <RuleModal
          tag={tag}
          rule={typeof edited === "string" ? null : edited}
          trigger={typeof edited === "string" ? edited : (edited.trigger_kind as Trigger)}
          onClose={() => setEdited(null)}
        />
      ) : null}
    </Card>
  );
}

function RuleLine({ rule, onEdit }: { rule: RuleOut; onEdit?: () => void }) {
  const { t } = useTranslation("tags");
  const client = useQueryClient();
  const said = useActionText(rule.channel_id);
  const turn = useMutation({
    mutationFn: (is_active: boolean) =>
      answer(
        api.PUT("/api/v1/rules/{rule_id}", {
          params: { path: { rule_id: rule.id } },
          body: { ...ruleIn(rule), is_active },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["rules"] }),
  });
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <Stack gap={4}>
        {onEdit ? (
          <Anchor component="button" type="button" ta="start" size="sm" fw={600} onClick={onEdit}>
            {rule.name}
          </Anchor>
        ) : (
          <Text size="sm" fw={600}>
            {rule.name}
          </Text>
        )}
        <Group gap={6}>
          {specsOf(rule.actions).map((spec, index) => (
            <Badge key={index} variant="light" tt="none">
              {said(spec)}
            </Badge>
          ))}
        </Group>
        <ErrorNote error={turn.error} />
      </Stack>
      {onEdit ? (
        <Switch
          aria-label={t("rules.turn", { name: rule.name })}
          checked={rule.is_active}
          disabled={turn.isPending}
          onChange={(event) => turn.mutate(event.currentTarget.checked)}
        />
      ) : null}
    </Group>
  );
}

/** A rule as it would be saved unchanged. */
export function ruleIn(rule: RuleOut): RuleIn {
  const { channel_id, name, condition, actions, position, is_active } = rule;
  return {
    channel_id,
    name,
    trigger: rule.trigger as unknown as RuleIn["trigger"],
    condition,
    actions,
    position,
    is_active,
  };
}
