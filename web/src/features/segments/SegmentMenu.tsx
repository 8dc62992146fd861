import { ActionIcon, Button, Group, Menu, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArchive, IconCopy, IconDots, IconRefresh, IconRestore, IconTrash } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SegmentOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { useSegmentDeeds } from "./useSegmentDeeds";

/** What can be done with one segment, wherever it is shown. */
export function SegmentMenu({ segment }: { segment: SegmentOut }) {
  const { t } = useTranslation("segments");
  const mayEdit = useCan()("segments.edit");
  const channelId = useChannelId();
  const navigate = useNavigate();
  const [isDeleting, { open, close }] = useDisclosure(false);
  const list = `/c/${channelId}/segments`;
  const deeds = useSegmentDeeds(() => void navigate({ to: list }));
  if (!mayEdit) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" size="lg" aria-label={t("list.more", { name: segment.name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component={Link}
            to={`${list}/new`}
            search={{ tree: segment.tree } as never}
            leftSection={<IconCopy size={16} />}
          >
            {t("deed.duplicate")}
          </Menu.Item>
          {segment.archived_at === null ? (
            <>
              {segment.is_frozen ? null : (
                <Menu.Item
                  leftSection={<IconRefresh size={16} />}
                  onClick={() => deeds.rebuild.mutate(segment)}
                >
                  {t("deed.rebuild")}
                </Menu.Item>
              )}
              <Menu.Item
                leftSection={<IconArchive size={16} />}
                onClick={() => deeds.archive.mutate(segment)}
              >
                {t("common:action.archive")}
              </Menu.Item>
            </>
          ) : (
            <>
              <Menu.Item
                leftSection={<IconRestore size={16} />}
                onClick={() => deeds.restore.mutate(segment)}
              >
                {t("deed.restore")}
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={open}>
                {t("deed.delete")}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isDeleting} onClose={close} title={t("deed.deleteTitle", { name: segment.name })}>
        <Text size="sm" mb="md">
          {t("deed.deleteText")}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t("common:action.cancel")}
          </Button>
          <Button
            color="red"
            loading={deeds.remove.isPending}
            onClick={() => deeds.remove.mutate(segment, { onSettled: close })}
          >
            {t("deed.deleteButton")}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
