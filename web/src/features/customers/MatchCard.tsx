import { Anchor, Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconArrowsLeftRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SideOut, SuggestionOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { CustomerFriends, useSystemName, useYen } from "@/components/customers";
import { StatusBadge } from "@/components/StatusBadge";
import { TimeText } from "@/components/TimeText";
import classes from "./customers.module.css";
import { MATCH_LOOKS, sureness } from "./status";
import { useMatchDeeds } from "./useMatchDeeds";

/** Two who may be one person, what speaks for it, and the answer. */
export function MatchCard({ match, mayEdit }: { match: SuggestionOut; mayEdit: boolean }) {
  const { t } = useTranslation("customers");
  const { accept, dismiss, reopen } = useMatchDeeds(match);
  const sure = sureness(match.confidence);
  const isBusy = accept.isPending || dismiss.isPending || reopen.isPending;
  return (
    <Card withBorder component="article" aria-label={t("matches.pair", names(match, t("nameless")))}>
      <Stack>
        <Group gap="xs">
          <StatusBadge look={MATCH_LOOKS[sure]}>
            {t(`matches.sure_${sure}`, { percent: match.confidence })}
          </StatusBadge>
          {match.evidence.map((one) => (
            <Badge key={`${one.kind}${one.hint}`} variant="default" tt="none" radius="sm">
              {t(`matches.same_${one.kind}`, { hint: one.hint })}
            </Badge>
          ))}
        </Group>
        <div className={classes.sides}>
          <Side side={match.left} />
          <IconArrowsLeftRight size={20} className={classes.between} aria-hidden />
          <Side side={match.right} />
        </div>
        {mayEdit && match.state === "open" ? (
          <Group justify="flex-end">
            <Button variant="default" disabled={isBusy} onClick={() => dismiss.mutate()}>
              {t("matches.dismiss")}
            </Button>
            <Button loading={accept.isPending} disabled={isBusy} onClick={() => accept.mutate()}>
              {t(match.right.kind === "customer" ? "matches.merge" : "matches.link")}
            </Button>
          </Group>
        ) : null}
        {match.state === "open" ? null : (
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {t(`matches.was_${match.state}`)} ・ {match.decided_by} ・ <TimeText at={match.decided_at} />
            </Text>
            {mayEdit && match.state === "dismissed" ? (
              <Button size="xs" variant="default" disabled={isBusy} onClick={() => reopen.mutate()}>
                {t("common:action.undo")}
              </Button>
            ) : null}
          </Group>
        )}
      </Stack>
    </Card>
  );
}

function names(match: SuggestionOut, nameless: string) {
  return { left: match.left.name || nameless, right: match.right.name || nameless };
}

function Side({ side }: { side: SideOut }) {
  const { t } = useTranslation("customers");
  const systemName = useSystemName();
  const channelId = useChannelId();
  const yen = useYen();
  const isCustomer = side.kind === "customer";
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Badge variant="light" color={isCustomer ? "ai" : "gray"} tt="none" radius="sm">
          {t(`matches.is_${side.kind}`)}
        </Badge>
        {isCustomer ? (
          <Anchor
            component={Link}
            to={`/c/${channelId}/customers/${side.id}`}
            fw={600}
            className={classes.wrapping}
          >
            {side.name || t("nameless")}
          </Anchor>
        ) : null}
      </Group>
      <CustomerFriends friends={side.friends} />
      {side.external_ids.length > 0 ? (
        <Group gap={4}>
          {side.external_ids.map((one) => (
            <Badge key={`${one.system}${one.value}`} variant="default" tt="none" radius="sm">
              {systemName(one.system)} {one.value}
            </Badge>
          ))}
        </Group>
      ) : null}
      <Text size="xs" c="dimmed">
        {isCustomer
          ? t("matches.bought", {
              number: t("orderCount", { count: side.order_count }),
              sum: yen(side.order_sum),
            })
          : t("matches.notYet")}
      </Text>
    </Stack>
  );
}
