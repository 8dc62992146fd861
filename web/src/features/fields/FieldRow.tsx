import { ActionIcon, Anchor, Badge, Group, Menu, Stack, Table, Text, Tooltip } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconArrowDown,
  IconArrowUp,
  IconDots,
  IconListSearch,
  IconLock,
  IconPencil,
  IconTransform,
  IconTrash,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ListedFieldOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { useCountText } from "@/components/CountText";
import { FIELD_ICONS } from "@/components/fields";
import { friendsWith } from "@/lib/friendsWith";
import type { Opened } from "./FieldsPage";
import { swapped } from "./order";
import { useFieldDeeds } from "./useFieldDeeds";

interface Props {
  field: ListedFieldOut;
  /** Those of the same folder, and all that are not archived, in order. */
  siblings: ListedFieldOut[];
  inUse: ListedFieldOut[];
  onOpen: (opened: Opened) => void;
}

export function FieldRow({ field, siblings, inUse, onOpen }: Props) {
  const { t } = useTranslation("fields");
  const countText = useCountText();
  const channelId = useChannelId();
  const can = useCan();
  const Icon = FIELD_ICONS[field.type];
  const number = t("people", { people: countText(field.friends) });
  return (
    <Table.Tr>
      <Table.Td>
        <Stack gap={2}>
          <Group gap="xs">
            {can("fields.edit") ? (
              <Anchor
                component="button"
                type="button"
                size="sm"
                fw={600}
                ta="left"
                onClick={() => onOpen({ kind: "edit", field })}
              >
                {field.name}
              </Anchor>
            ) : (
              <Text size="sm" fw={600}>
                {field.name}
              </Text>
            )}
            {field.is_personal ? (
              <Tooltip label={t("personalHint")} withArrow>
                <Badge
                  color="gray"
                  variant="light"
                  tt="none"
                  leftSection={<IconLock size={11} aria-hidden />}
                >
                  {t("personal")}
                </Badge>
              </Tooltip>
            ) : null}
            {field.archived_at ? (
              <Badge color="gray" variant="outline" tt="none">
                {t("archived")}
              </Badge>
            ) : null}
          </Group>
          {field.description || field.purpose ? (
            <Text size="xs" c="dimmed" lineClamp={2}>
              {field.description || field.purpose}
            </Text>
          ) : null}
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {t(`type.${field.type}`)}
          </Text>
        </Stack>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Group gap={6} wrap="nowrap">
          <Icon size={16} stroke={1.6} />
          <Text size="sm">{t(`type.${field.type}`)}</Text>
        </Group>
      </Table.Td>
      <Table.Td ta="right">
        {can("friends.view") && !field.archived_at ? (
          <Anchor
            component={Link}
            to={friendsWith(channelId, { kind: "field", field_id: field.id, test: "not_empty" })}
            size="sm"
          >
            {number}
          </Anchor>
        ) : (
          <Text size="sm">{number}</Text>
        )}
      </Table.Td>
      <Table.Td>
        <RowMenu field={field} siblings={siblings} inUse={inUse} onOpen={onOpen} />
      </Table.Td>
    </Table.Tr>
  );
}

function RowMenu({ field, siblings, inUse, onOpen }: Props) {
  const { t } = useTranslation("fields");
  const can = useCan();
  const { archive, restore, order } = useFieldDeeds(() => onOpen({ kind: "used", field }));
  const move = (by: -1 | 1) => {
    const ids = swapped(
      inUse.map((one) => one.id),
      siblings.filter((one) => one.archived_at === null).map((one) => one.id),
      field.id,
      by,
    );
    return ids ? () => void order(field, ids) : undefined;
  };
  const up = move(-1);
  const down = move(1);
  const mayEdit = can("fields.edit");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("actionsOf", { name: field.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayEdit && !field.archived_at ? (
          <>
            <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => onOpen({ kind: "edit", field })}>
              {t("common:action.edit")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconTransform size={14} />}
              onClick={() => onOpen({ kind: "type", field })}
            >
              {t("typeChange.open")}
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowUp size={14} />} disabled={!up} onClick={up}>
              {t("up")}
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowDown size={14} />} disabled={!down} onClick={down}>
              {t("down")}
            </Menu.Item>
          </>
        ) : null}
        <Menu.Item leftSection={<IconListSearch size={14} />} onClick={() => onOpen({ kind: "uses", field })}>
          {t("uses.open")}
        </Menu.Item>
        {mayEdit && !field.archived_at ? (
          <Menu.Item leftSection={<IconArchive size={14} />} onClick={() => void archive(field)}>
            {t("common:action.archive")}
          </Menu.Item>
        ) : null}
        {mayEdit && field.archived_at ? (
          <>
            <Menu.Item leftSection={<IconArchiveOff size={14} />} onClick={() => void restore(field)}>
              {t("restore")}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={14} />}
              onClick={() => onOpen({ kind: "delete", field })}
            >
              {t("delete.open")}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
