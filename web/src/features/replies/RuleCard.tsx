import { ActionIcon, Alert, Anchor, Badge, Card, Group, Stack, Switch, Text, Tooltip } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconBellZ,
  IconClock,
  IconFilter,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RuleOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { specsOf, useActionText } from "@/components/actions";
import { BlockSummary } from "@/components/BlockSummary";
import { ConditionSentence, readTree, type Tree } from "@/components/conditions";
import { useSegmentNames } from "@/components/segments/segmentNames";
import classes from "./replies.module.css";
import { type Block, hoursText, isAnswer, restText, triggerOf, triggerText } from "./rule";

interface Props {
  rule: RuleOut;
  tags: { id: number; name: string }[];
  mayEdit: boolean;
  onTurn: (isActive: boolean) => void;
  /** Only for rules of which the first match answers. */
  rank?: number;
  isLast?: boolean;
  /** The try-out named this one. */
  isFound?: boolean;
  /** Name of the rule that always answers in its place. */
  hiddenBy?: string | null;
  onMove?: (by: -1 | 1) => void;
}

/** One rule: when it acts, and what it does. */
export function RuleCard(props: Props) {
  const { rule, tags, mayEdit, rank, isFound, hiddenBy, onTurn, onMove, isLast } = props;
  const { t } = useTranslation("replies");
  const segments = useSegmentNames(rule.channel_id);
  const trigger = triggerOf(rule);
  const condition = readTree(rule.condition);
  const actions = specsOf(rule.actions);
  const actionText = useActionText(rule.channel_id);
  const send = actions.find((action) => action.do === "send");
  const rest = actions.filter((action) => action !== send);
  return (
    <Card
      withBorder
      p="sm"
      className={classes.rule}
      data-found={isFound || undefined}
      data-off={!rule.is_active || undefined}
    >
      <Group wrap="nowrap" align="flex-start" gap="sm">
        {rank ? (
          <Text fw={650} c="dimmed" className={classes.rank}>
            {rank}
          </Text>
        ) : null}
        <Stack gap={6} flex={1} miw={0}>
          <Group gap="xs">
            {mayEdit ? (
              <Anchor component={Link} to={`/c/${rule.channel_id}/replies/${rule.id}`} fw={600}>
                {rule.name}
              </Anchor>
            ) : (
              <Text fw={600}>{rule.name}</Text>
            )}
            {isFound ? <Badge tt="none">{t("try.thisOne")}</Badge> : null}
            {rule.is_active ? null : (
              <Badge color="gray" variant="light" tt="none">
                {t("list.off")}
              </Badge>
            )}
          </Group>
          <Text size="sm">{triggerText(trigger, tags, t, segments)}</Text>
          {condition ? <ForWhom channelId={rule.channel_id} condition={condition} /> : null}
          {send ? <BlockSummary blocks={send.blocks as Block[]} /> : null}
          <Group gap="xs">
            {isAnswer(trigger) && trigger.hours ? (
              <Badge variant="default" tt="none" leftSection={<IconClock size={12} />}>
                {hoursText(trigger.hours, t)}
              </Badge>
            ) : null}
            {isAnswer(trigger) && trigger.rest_minutes ? (
              <Badge variant="default" tt="none" leftSection={<IconBellZ size={12} />}>
                {t("rest.badge", { text: restText(trigger.rest_minutes, t) })}
              </Badge>
            ) : null}
            {rest.map((action, index) => (
              <Badge key={index} variant="light" tt="none">
                {actionText(action)}
              </Badge>
            ))}
          </Group>
          {hiddenBy ? (
            <Alert color="orange" variant="light" p="xs" icon={<IconAlertTriangle size={16} />}>
              {t("list.hidden", { name: hiddenBy })}
            </Alert>
          ) : null}
        </Stack>
        {mayEdit ? (
          <Group gap={4} wrap="nowrap">
            {onMove ? (
              <>
                <Move label={t("list.up", { name: rule.name })} isOff={rank === 1} onClick={() => onMove(-1)}>
                  <IconArrowUp size={16} />
                </Move>
                <Move label={t("list.down", { name: rule.name })} isOff={isLast} onClick={() => onMove(1)}>
                  <IconArrowDown size={16} />
                </Move>
              </>
            ) : null}
            <Switch
              aria-label={t("list.turn", { name: rule.name })}
              checked={rule.is_active}
              onChange={(event) => onTurn(event.currentTarget.checked)}
            />
          </Group>
        ) : null}
      </Group>
    </Card>
  );
}

function ForWhom({ channelId, condition }: { channelId: number; condition: Tree }) {
  const { t } = useTranslation("replies");
  const mayAsk = useCan()("friends.view");
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Badge variant="default" tt="none" flex="0 0 auto" leftSection={<IconFilter size={12} />}>
        {t("edit.who")}
      </Badge>
      {mayAsk ? <ConditionSentence channelId={channelId} tree={condition} /> : null}
    </Group>
  );
}

interface MoveProps {
  label: string;
  isOff?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Move({ label, isOff = false, onClick, children }: MoveProps) {
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon variant="default" aria-label={label} disabled={isOff} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
