import { Button, Stack, Text, Title } from "@mantine/core";
import { IconBolt, IconPlus } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { rulesQuery, tagsQuery } from "./queries";
import { RuleCard } from "./RuleCard";
import { isAnswer, triggerOf } from "./rule";
import { TryBox } from "./TryBox";
import { useRuleDeeds } from "./useRuleDeeds";

/** 自動応答: answers in the order in which they are tried, then what other facts set off. */
export function RepliesPage() {
  const { t } = useTranslation("replies");
  const channelId = useChannelId();
  const mayEdit = useCan()("rules.edit");
  const { data } = useSuspenseQuery(rulesQuery(channelId));
  const { data: tags = [] } = useQuery(tagsQuery);
  const [found, setFound] = useState<number | null>(null);
  const deeds = useRuleDeeds(channelId);
  const answers = data.items.filter((rule) => isAnswer(triggerOf(rule)));
  const others = data.items.filter((rule) => !isAnswer(triggerOf(rule)));
  const hiddenBy = new Map(data.hidden.map((one) => [one.rule_id, one.by]));
  const nameOf = (id: number | undefined) => data.items.find((rule) => rule.id === id)?.name ?? "";
  const create = (
    <Button component={Link} to={`/c/${channelId}/replies/new`} leftSection={<IconPlus size={16} />}>
      {t("list.new")}
    </Button>
  );
  return (
    <Page maxWidth={960}>
      <PageHeader title={t("list.title")} hint={t("list.hint")}>
        {mayEdit && data.items.length > 0 ? create : null}
      </PageHeader>
      <ErrorNote error={deeds.error} />
      {data.items.length === 0 ? (
        <EmptyState icon={IconBolt} title={t("list.emptyTitle")} text={t("list.emptyText")}>
          {mayEdit ? create : null}
        </EmptyState>
      ) : (
        <Stack gap="lg">
          {answers.length > 0 ? (
            <Stack gap="sm" component="section">
              <Title order={2}>{t("list.answers")}</Title>
              <Text size="sm" c="dimmed">
                {t("list.answersHint")}
              </Text>
              <TryBox channelId={channelId} onFound={setFound} />
              {answers.map((rule, index) => (
                <RuleCard
                  key={rule.id}
                  rule={rule}
                  tags={tags}
                  rank={index + 1}
                  isFound={rule.id === found}
                  hiddenBy={hiddenBy.has(rule.id) ? nameOf(hiddenBy.get(rule.id)) : null}
                  mayEdit={mayEdit}
                  onTurn={(isActive) => deeds.turn(rule, isActive)}
                  onMove={(by) => deeds.move(answers, index, by)}
                  isLast={index === answers.length - 1}
                />
              ))}
            </Stack>
          ) : null}
          {others.length > 0 ? (
            <Stack gap="sm" component="section">
              <Title order={2}>{t("list.others")}</Title>
              <Text size="sm" c="dimmed">
                {t("list.othersHint")}
              </Text>
              {others.map((rule) => (
                <RuleCard
                  key={rule.id}
                  rule={rule}
                  tags={tags}
                  mayEdit={mayEdit}
                  onTurn={(isActive) => deeds.turn(rule, isActive)}
                />
              ))}
            </Stack>
          ) : null}
        </Stack>
      )}
    </Page>
  );
}
