import { Button, Card, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useBlocker, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import { useChannelId, useMe } from "@/app/session";
import { BackLink } from "@/components/BackLink";
import { ConditionEditor, everyone, isEveryone, type Tree } from "@/components/conditions";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { StickyFoot } from "@/components/StickyFoot";
import { Drafts } from "./Drafts";
import { draftsQuery } from "./queries";
import { NAME_INPUT, SegmentFields, type SegmentWords } from "./SegmentFields";

export interface NewSegmentSearch {
  /** A condition to begin with, from the list of friends or another segment. */
  tree?: Tree;
  draft?: string;
}

/** 新しいセグメント. */
export function NewSegment() {
  const { i18n } = useTranslation("segments");
  const { tree, draft: key } = useSearch({ strict: false }) as NewSegmentSearch;
  const { data: drafts, isPending } = useQuery({ ...draftsQuery, enabled: key !== undefined });
  const draft = drafts?.find((one) => one.key === key);
  if (key !== undefined && isPending) return null;
  const said = (words: { ja: string; en: string }) => (i18n.language === "ja" ? words.ja : words.en);
  return (
    <Form
      key={key ?? "own"}
      name={draft ? said(draft.name) : ""}
      purpose={draft ? said(draft.purpose) : ""}
      tree={(draft?.tree as unknown as Tree | undefined) ?? tree ?? everyone}
    />
  );
}

function Form({ name, purpose, tree: first }: { name: string; purpose: string; tree: Tree }) {
  const { t } = useTranslation("segments");
  const channelId = useChannelId();
  const me = useMe();
  const blank = { name, purpose, folder: "", owner_id: me.user?.id ?? null, is_frozen: false };
  const [words, setWords] = useState<SegmentWords>(blank);
  const [tree, setTree] = useState<Tree>(first);
  const create = useCreate();
  const [isAsked, setAsked] = useState(false);
  const refused = create.error instanceof Problem ? create.error.fields : {};
  const problems = isAsked && !words.name.trim() ? { ...refused, name: t("new.nameFirst") } : refused;
  const isTouched = JSON.stringify([words, tree]) !== JSON.stringify([blank, first]);
  useBlocker({
    shouldBlockFn: () => isTouched && !create.isSuccess && !window.confirm(t("edit.leave")),
    enableBeforeUnload: () => isTouched && !create.isSuccess,
  });
  const isBlank = isEveryone(tree) && !words.name;
  return (
    <Page maxWidth={1080}>
      <BackLink to={`/c/${channelId}/segments`}>{t("list.title")}</BackLink>
      <PageHeader title={t("new.title")} hint={t("new.hint")} />
      <Stack>
        <ErrorNote error={create.error} />
        {isBlank ? <Drafts /> : null}
        <Card withBorder>
          <Text fw={600} component="h2" size="md" mb="xs">
            {t("edit.condition")}
          </Text>
          <ConditionEditor channelId={channelId} value={tree} onChange={setTree} problems={problems} />
        </Card>
        <Card withBorder>
          <SegmentFields value={words} onChange={setWords} problems={problems} ownerName={me.user?.name} />
        </Card>
        <StickyFoot isOnPage>
          <Button variant="default" component={Link} to={`/c/${channelId}/segments`}>
            {t("common:action.cancel")}
          </Button>
          <Button
            loading={create.isPending}
            onClick={() => {
              setAsked(true);
              if (words.name.trim()) create.mutate({ ...words, tree });
              else document.getElementById(NAME_INPUT)?.focus();
            }}
          >
            {t("new.save")}
          </Button>
        </StickyFoot>
      </Stack>
    </Page>
  );
}

function useCreate() {
  const { t } = useTranslation("segments");
  const channelId = useChannelId();
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ tree, ...words }: SegmentWords & { tree: Tree }) =>
      answer(
        api.POST("/api/v1/segments", {
          body: { ...words, name: words.name.trim(), channel_id: channelId, tree: { ...tree } },
        }),
      ),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ["segments"] });
      notifications.show({ message: t("new.saved", { name: made.name }) });
      void navigate({ to: `/c/${channelId}/segments/${made.id}`, ignoreBlocker: true });
    },
  });
}
