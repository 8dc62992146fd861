import { Alert, Button, Card, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useBlocker, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { TemplateOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { type Block, MessageComposer, newBlock, PhonePreview } from "@/components/composer";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { templateQuery } from "./queries";

/** One template: its name and its message. */
export function TemplateEditor() {
  const { templateId } = useParams({ strict: false }) as { templateId: string };
  const isNew = templateId === "new";
  const { data, error } = useQuery({ ...templateQuery(Number(templateId)), enabled: !isNew });
  if (isNew) return <Form key="new" template={null} />;
  if (error) return <ErrorNote error={error} />;
  return data ? <Form key={data.id} template={data} /> : null;
}

function Form({ template }: { template: TemplateOut | null }) {
  const { t } = useTranslation("templates");
  const channelId = useChannelId();
  const mayEdit = useCan()("content.edit");
  const [name, setName] = useState(template?.name ?? "");
  const [blocks, setBlocks] = useState<Block[]>(template?.blocks ?? [newBlock("text")]);
  const isTouched =
    name !== (template?.name ?? "") ||
    JSON.stringify(blocks) !== JSON.stringify(template?.blocks ?? [newBlock("text")]);
  const save = useSave(template);
  const problems = save.error instanceof Problem ? save.error.fields : {};
  useBlocker({
    shouldBlockFn: () => isTouched && !window.confirm(t("edit.leave")),
    enableBeforeUnload: () => isTouched,
  });
  return (
    <Page maxWidth={960}>
      <PageHeader
        title={template ? t("edit.title", { name: template.name }) : t("edit.new")}
        hint={template ? t("edit.hint") : undefined}
      >
        <Button variant="default" component={Link} to={`/c/${channelId}/templates`}>
          {t(mayEdit ? "common:action.cancel" : "common:action.back")}
        </Button>
        {mayEdit ? (
          <Button
            loading={save.isPending}
            disabled={!name.trim() || blocks.length === 0}
            onClick={() => save.mutate({ name: name.trim(), blocks })}
          >
            {t("common:action.save")}
          </Button>
        ) : null}
      </PageHeader>
      <Stack>
        {template?.archived_at ? <Alert color="gray">{t("edit.isArchived")}</Alert> : null}
        <ErrorNote error={save.error} />
        <Card withBorder>
          <TextInput
            label={t("edit.name")}
            placeholder={t("edit.namePlaceholder")}
            required
            maxLength={100}
            readOnly={!mayEdit}
            value={name}
            error={problems.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </Card>
        <Card withBorder>
          {mayEdit ? (
            <MessageComposer channelId={channelId} value={blocks} problems={problems} onChange={setBlocks} />
          ) : (
            <PhonePreview blocks={blocks} channelId={channelId} />
          )}
        </Card>
      </Stack>
    </Page>
  );
}

function useSave(template: TemplateOut | null) {
  const { t } = useTranslation("templates");
  const channelId = useChannelId();
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: { name: string; blocks: Block[] }) =>
      template === null
        ? answer(api.POST("/api/v1/templates", { body }))
        : answer(
            api.PATCH("/api/v1/templates/{template_id}", {
              params: { path: { template_id: template.id } },
              body,
            }),
          ),
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: ["templates"] });
      notifications.show({ message: t("edit.saved", { name: saved.name }) });
      void navigate({
        to: "/c/$channelId/templates",
        params: { channelId: String(channelId) },
        ignoreBlocker: true,
      });
    },
  });
}
