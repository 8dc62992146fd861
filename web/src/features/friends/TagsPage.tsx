import {
  ActionIcon,
  Anchor,
  Badge,
  Button,
  Group,
  Menu,
  Paper,
  Skeleton,
  Switch,
  Table,
  Text,
} from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconDots,
  IconPencil,
  IconPlus,
  IconTag,
  IconTrash,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ListedTagOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { useCountText } from "@/components/CountText";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { TimeText } from "@/components/TimeText";
import { countedTagsQuery } from "./queries";
import { TagModal } from "./TagModal";
import { useTagDeeds } from "./tagDeeds";

/** Labels for friends: how many have each, and what is no longer used. */
export function TagsPage() {
  const { t } = useTranslation("friends");
  const can = useCan();
  const [withArchived, setWithArchived] = useState(false);
  const [edited, setEdited] = useState<ListedTagOut | "new" | null>(null);
  const { data, error, refetch, isPending } = useQuery(countedTagsQuery(withArchived));
  const add = can("tags.edit") ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
      {t("tags.create")}
    </Button>
  ) : null;
  return (
    <Page maxWidth={960}>
      <PageHeader title={t("tags.title")} hint={t("tags.hint")}>
        <Switch
          label={t("tags.withArchived")}
          checked={withArchived}
          onChange={(event) => setWithArchived(event.currentTarget.checked)}
        />
        {add}
      </PageHeader>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {isPending ? <Skeleton h={240} /> : null}
      {data?.length === 0 ? (
        <EmptyState icon={IconTag} title={t("tags.empty.title")} text={t("tags.empty.text")}>
          {add}
        </EmptyState>
      ) : null}
      {data?.length ? <TagTable tags={data} onEdit={setEdited} /> : null}
      {edited ? <TagModal tag={edited === "new" ? null : edited} onClose={() => setEdited(null)} /> : null}
    </Page>
  );
}

function TagTable({ tags, onEdit }: { tags: ListedTagOut[]; onEdit: (tag: ListedTagOut) => void }) {
  const { t } = useTranslation("friends");
  return (
    <Paper withBorder>
      <Table verticalSpacing="xs" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("tags.name")}</Table.Th>
            <Table.Th ta="right">{t("tags.friends")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("tags.created")}</Table.Th>
            <Table.Th w={48} aria-label={t("tags.actions")} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tags.map((tag) => (
            <TagRow key={tag.id} tag={tag} onEdit={onEdit} />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function TagRow({ tag, onEdit }: { tag: ListedTagOut; onEdit: (tag: ListedTagOut) => void }) {
  const { t } = useTranslation("friends");
  const countText = useCountText();
  const channelId = useChannelId();
  const can = useCan();
  const { archive, restore, askToDelete } = useTagDeeds();
  const number = t("tags.people", { people: countText(tag.friends) });
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          <Text span>{tag.name}</Text>
          {tag.archived_at ? (
            <Badge color="gray" variant="light" tt="none">
              {t("tags.archived")}
            </Badge>
          ) : null}
        </Group>
      </Table.Td>
      <Table.Td ta="right">
        {can("friends.view") ? (
          <Anchor component={Link} to={`/c/${channelId}/friends?tag=${tag.id}`} size="sm">
            {number}
          </Anchor>
        ) : (
          number
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <TimeText at={tag.created_at} />
      </Table.Td>
      <Table.Td>
        {can("tags.edit") ? (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t("tags.actionsOf", { name: tag.name })}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => onEdit(tag)}>
                {t("tags.rename")}
              </Menu.Item>
              {tag.archived_at ? (
                <>
                  <Menu.Item leftSection={<IconArchiveOff size={14} />} onClick={() => restore(tag)}>
                    {t("tags.restore")}
                  </Menu.Item>
                  <Menu.Item
                    color="red"
                    leftSection={<IconTrash size={14} />}
                    onClick={() => askToDelete(tag)}
                  >
                    {t("tags.delete")}
                  </Menu.Item>
                </>
              ) : (
                <Menu.Item leftSection={<IconArchive size={14} />} onClick={() => archive(tag)}>
                  {t("common:action.archive")}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}
