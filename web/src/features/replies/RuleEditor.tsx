import { Box, Button, Card, Group, Stack, Switch, TextInput, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, notFound, useBlocker, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import type { RuleOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { type ActionSpec, ActionsEditor, specsOf } from "@/components/actions";
import { newBlock } from "@/components/composer";
import { readTree, type Tree } from "@/components/conditions";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { DeleteRule } from "./DeleteRule";
import { rulesQuery, tagsQuery } from "./queries";
import { RuleCondition } from "./RuleCondition";
import classes from "./replies.module.css";
import { type Trigger, triggerOf } from "./rule";
import { TriggerEditor } from "./TriggerEditor";
import { useSaveRule } from "./useSaveRule";

/** One rule: its name, what sets it off, and what it does. */
export function RuleEditor() {
  const { ruleId } = useParams({ strict: false }) as { ruleId: string };
  const { data } = useSuspenseQuery(rulesQuery(useChannelId()));
  const rule = ruleId === "new" ? null : data.items.find((one) => String(one.id) === ruleId);
  if (rule === undefined) throw notFound();
  return <Form key={ruleId} rule={rule} />;
}

export interface Draft {
  name: string;
  trigger: Trigger;
  /** Null: for everybody. */
  condition: Tree | null;
  actions: ActionSpec[];
  is_active: boolean;
}

function draftOf(rule: RuleOut | null): Draft {
  if (rule === null)
    return {
      name: "",
      trigger: { kind: "keyword", words: [], match: "contains" },
      condition: null,
      actions: [{ do: "send", blocks: [newBlock("text")] }],
      is_active: true,
    };
  const condition = readTree(rule.condition);
  return {
    name: rule.name,
    trigger: triggerOf(rule),
    condition,
    actions: specsOf(rule.actions),
    is_active: rule.is_active,
  };
}

function Form({ rule }: { rule: RuleOut | null }) {
  const { t } = useTranslation("replies");
  const channelId = useChannelId();
  const mayEdit = useCan()("rules.edit");
  const { data: tags } = useSuspenseQuery(tagsQuery);
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [isTouched, setTouched] = useState(false);
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    setTouched(true);
  };
  const save = useSaveRule(rule, channelId);
  const problems = save.error instanceof Problem ? save.error.fields : {};
  useBlocker({
    shouldBlockFn: () => isTouched && !window.confirm(t("edit.leave")),
    enableBeforeUnload: () => isTouched,
  });
  return (
    <Page maxWidth={1040}>
      <PageHeader title={rule ? t("edit.title", { name: rule.name }) : t("edit.new")}>
        <Switch
          label={t("edit.isActive")}
          disabled={!mayEdit}
          checked={draft.is_active}
          onChange={(event) => change({ is_active: event.currentTarget.checked })}
        />
      </PageHeader>
      <Stack>
        <Card withBorder>
          <TextInput
            label={t("edit.name")}
            description={t("edit.nameHint")}
            placeholder={t("edit.namePlaceholder")}
            required
            maxLength={100}
            readOnly={!mayEdit}
            value={draft.name}
            error={problems.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        </Card>
        <Card withBorder>
          <Stack gap="sm">
            <Title order={2}>{t("edit.when")}</Title>
            <TriggerEditor
              trigger={draft.trigger}
              tags={tags}
              problems={problems}
              onChange={(trigger) => change({ trigger })}
            />
          </Stack>
        </Card>
        <Card withBorder>
          <Stack gap="sm">
            <Title order={2}>{t("edit.who")}</Title>
            <RuleCondition
              channelId={channelId}
              condition={draft.condition}
              problems={problems}
              mayEdit={mayEdit}
              onChange={(condition) => change({ condition })}
            />
          </Stack>
        </Card>
        <Card withBorder>
          <Stack gap="sm">
            <Title order={2}>{t("edit.what")}</Title>
            <ActionsEditor
              channelId={channelId}
              value={draft.actions}
              problems={problems}
              onChange={(actions) => change({ actions })}
            />
          </Stack>
        </Card>
        {mayEdit ? (
          <Group className={classes.foot} justify="space-between" py="sm">
            {save.error ? (
              <Box w="100%">
                <ErrorNote error={save.error} />
              </Box>
            ) : null}
            {rule ? <DeleteRule rule={rule} /> : <span />}
            <Group gap="xs">
              <Button variant="default" component={Link} to={`/c/${channelId}/replies`}>
                {t("common:action.cancel")}
              </Button>
              <Button
                loading={save.isPending}
                disabled={!draft.name.trim()}
                onClick={() => save.mutate(draft)}
              >
                {t("common:action.save")}
              </Button>
            </Group>
          </Group>
        ) : null}
      </Stack>
    </Page>
  );
}
