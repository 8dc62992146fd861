import { ActionIcon, Anchor, Badge, Checkbox, Group, Menu, Stack, Table, Text } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconArrowMerge,
  IconDots,
  IconPencil,
  IconTrash,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ListedTagOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { TimeText } from "@/components/TimeText";
import { KindBadge } from "./KindBadge";
import { isOver } from "./ledger";
import classes from "./tags.module.css";
import { useTagDeeds } from "./useTagDeeds";

interface Props {
  tags: ListedTagOut[];
  chosen: ReadonlySet<number>;
  onChoose: (tags: ListedTagOut[], isChosen: boolean) => void;
  onEdit: (tag: ListedTagOut) => void;
  onMerge: (tag: ListedTagOut) => void;
}

/** The ledger of one folder. */
export function TagTable({ tags, chosen, onChoose, onEdit, onMerge }: Props) {
  const { t } = useTranslation("tags");
  const mayEdit = useCan()("tags.edit");
  const number = tags.filter((tag) => chosen.has(tag.id)).length;
  return (
    <Table verticalSpacing={6} highlightOnHover layout="fixed" className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          {mayEdit ? (
            <Table.Th w={36}>
              <Checkbox
                size="xs"
                aria-label={t("chooseFolder")}
                checked={number === tags.length}
                indeterminate={number > 0 && number < tags.length}
                onChange={(event) => onChoose(tags, event.currentTarget.checked)}
              />
            </Table.Th>
          ) : null}
          <Table.Th>{t("field.name")}</Table.Th>
          <Table.Th ta="right" w={96}>
            {t("column.people")}
          </Table.Th>
          <Table.Th visibleFrom="md" w="34%">
            {t("column.meaning")}
          </Table.Th>
          <Table.Th visibleFrom="lg" w={110}>
            {t("field.owner")}
          </Table.Th>
          <Table.Th visibleFrom="md" w={96}>
            {t("column.uses")}
          </Table.Th>
          <Table.Th visibleFrom="md" w={110}>
            {t("column.used")}
          </Table.Th>
          <Table.Th w={44} aria-label={t("column.deeds")} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tags.map((tag) => (
          <Table.Tr key={tag.id} data-archived={tag.archived_at ? true : undefined}>
            {mayEdit ? (
              <Table.Td>
                <Checkbox
                  size="xs"
                  aria-label={t("choose", { name: tag.name })}
                  checked={chosen.has(tag.id)}
                  onChange={(event) => onChoose([tag], event.currentTarget.checked)}
                />
              </Table.Td>
            ) : null}
            <TagCells tag={tag} />
            <Table.Td>{mayEdit ? <TagMenu tag={tag} onEdit={onEdit} onMerge={onMerge} /> : null}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function TagCells({ tag }: { tag: ListedTagOut }) {
  const { t } = useTranslation("tags");
  const channelId = useChannelId();
  const can = useCan();
  const people = t("people", { count: tag.friends?.number ?? 0 });
  return (
    <>
      <Table.Td className={classes.name}>
        <Group gap={6}>
          <Anchor component={Link} to={`/c/${channelId}/tags/${tag.id}`} size="sm" fw={500}>
            {tag.name}
          </Anchor>
          <KindBadge tag={tag} />
          {tag.archived_at ? (
            <Badge color="gray" variant="light" tt="none" size="sm">
              {t("archived")}
            </Badge>
          ) : null}
          {!tag.archived_at && isOver(tag.retires_on, new Date()) ? (
            <Badge color="orange" variant="light" tt="none" size="sm">
              {t("over")}
            </Badge>
          ) : null}
        </Group>
      </Table.Td>
      <Table.Td ta="right" className={classes.number}>
        {can("friends.view") ? (
          <Anchor component={Link} to={`/c/${channelId}/friends?tag=${tag.id}`} size="sm">
            {people}
          </Anchor>
        ) : (
          people
        )}
        {tag.capacity ? (
          <Text size="xs" c="dimmed">
            {t("ofCapacity", { count: tag.capacity })}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Stack gap={0}>
          <Text size="sm" lineClamp={1}>
            {tag.meaning || <Absent>{t("noMeaning")}</Absent>}
          </Text>
          {tag.purpose ? (
            <Text size="xs" c="dimmed" lineClamp={1}>
              {t("purposeIs", { purpose: tag.purpose })}
            </Text>
          ) : null}
        </Stack>
      </Table.Td>
      <Table.Td visibleFrom="lg">
        <Text size="sm">{tag.owner?.name ?? <Absent>{t("noOwner")}</Absent>}</Text>
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Text size="sm">
          {tag.uses?.length ? (
            <Anchor component={Link} to={`/c/${channelId}/tags/${tag.id}`} size="sm">
              {t("usesCount", { count: tag.uses.length })}
            </Anchor>
          ) : (
            <Absent>{t("noUses")}</Absent>
          )}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Text size="sm">
          {tag.last_used_at ? <TimeText at={tag.last_used_at} /> : <Absent>{t("neverUsed")}</Absent>}
        </Text>
      </Table.Td>
    </>
  );
}

function Absent({ children }: { children: string }) {
  return (
    <Text span inherit c="dimmed">
      {children}
    </Text>
  );
}

interface MenuProps {
  tag: ListedTagOut;
  onEdit: (tag: ListedTagOut) => void;
  onMerge: (tag: ListedTagOut) => void;
}

function TagMenu({ tag, onEdit, onMerge }: MenuProps) {
  const { t } = useTranslation("tags");
  const { archive, restore, askToDelete } = useTagDeeds();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("deedsOf", { name: tag.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => onEdit(tag)}>
          {t("edit.open")}
        </Menu.Item>
        {tag.archived_at ? (
          <>
            <Menu.Item leftSection={<IconArchiveOff size={14} />} onClick={() => void restore([tag.id])}>
              {t("restore")}
            </Menu.Item>
            <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => askToDelete(tag)}>
              {t("delete")}
            </Menu.Item>
          </>
        ) : (
          <>
            <Menu.Item leftSection={<IconArrowMerge size={14} />} onClick={() => onMerge(tag)}>
              {t("merge.open")}
            </Menu.Item>
            <Menu.Item leftSection={<IconArchive size={14} />} onClick={() => void archive([tag])}>
              {t("common:action.archive")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
