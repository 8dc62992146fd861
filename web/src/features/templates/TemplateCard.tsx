import { ActionIcon, Anchor, Button, Card, Group, Menu, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArchive, IconCopy, IconDots, IconRestore } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { TemplateOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { BlockSummary } from "@/components/BlockSummary";
import { messageOf } from "@/components/ErrorNote";
import { TimeText } from "@/components/TimeText";

/** One template at a glance. */
export function TemplateCard({ template, mayEdit }: { template: TemplateOut; mayEdit: boolean }) {
  const { t } = useTranslation("templates");
  const channelId = useChannelId();
  const deeds = useTemplateDeeds(template);
  return (
    <Card withBorder p="sm">
      <Stack gap="xs" h="100%">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Anchor component={Link} to={`/c/${channelId}/templates/${template.id}`} fw={600} lineClamp={2}>
            {template.name}
          </Anchor>
          {mayEdit ? (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="subtle" aria-label={t("list.more", { name: template.name })}>
                  <IconDots size={16} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconCopy size={16} />} onClick={deeds.copy}>
                  {t("common:action.duplicate")}
                </Menu.Item>
                {template.archived_at ? (
                  <Menu.Item leftSection={<IconRestore size={16} />} onClick={() => deeds.archive(false)}>
                    {t("list.restore")}
                  </Menu.Item>
                ) : (
                  <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => deeds.archive(true)}>
                    {t("common:action.archive")}
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          ) : null}
        </Group>
        <BlockSummary blocks={template.blocks} lines={4} />
        <Text size="xs" c="dimmed" mt="auto">
          {t("list.updated")} <TimeText at={template.updated_at} />
        </Text>
      </Stack>
    </Card>
  );
}

function useTemplateDeeds(template: TemplateOut) {
  const { t } = useTranslation("templates");
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["templates"] });
  const onError = (error: unknown) =>
    notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") });
  const archive = useMutation({
    mutationFn: (isArchived: boolean) =>
      answer(
        api.PATCH("/api/v1/templates/{template_id}", {
          params: { path: { template_id: template.id } },
          body: { is_archived: isArchived },
        }),
      ),
    onSuccess: (changed, isArchived) => {
      const id = `template-${changed.id}`;
      notifications.show({
        id,
        message: (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">
              {t(isArchived ? "list.archivedDone" : "list.restored", { name: changed.name })}
            </Text>
            {isArchived ? (
              <Button
                size="compact-sm"
                variant="light"
                onClick={() => {
                  notifications.hide(id);
                  archive.mutate(false);
                }}
              >
                {t("common:action.undo")}
              </Button>
            ) : null}
          </Group>
        ),
      });
    },
    onError,
    onSettled,
  });
  const copy = useMutation({
    mutationFn: () => {
      const name = t("list.copyName", { name: template.name }).slice(0, 100);
      return answer(api.POST("/api/v1/templates", { body: { name, blocks: template.blocks } }));
    },
    onSuccess: (made) => notifications.show({ message: t("list.copied", { name: made.name }) }),
    onError,
    onSettled,
  });
  return { archive: archive.mutate, copy: () => copy.mutate() };
}
