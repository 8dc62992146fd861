import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFileExport, IconShieldLock, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";
import { saveFile } from "@/components/transfers";
import { EraseModal } from "./EraseModal";

interface Props {
  friendId: number;
  channelId: number;
}

/** 個人情報: everything about one person as a file, or away for ever. Nothing is drawn for whoever may not. */
export function PersonMenu({ friendId, channelId }: Props) {
  const { t } = useTranslation("privacy");
  const can = useCan();
  const [isErasing, setErasing] = useState(false);
  const disclose = useMutation({
    mutationFn: () =>
      saveFile(`/api/v1/friends/${friendId}/personal-data`, `personal-data-${friendId}.zip`, {}),
    onSuccess: () => notifications.show({ color: "teal", message: t("person.exported") }),
    onError: (error) =>
      notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") }),
  });
  if (!can("privacy.edit")) return null;
  return (
    <>
      <Menu position="bottom-end" withArrow>
        <Menu.Target>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t("person.label")}
            title={t("person.label")}
            loading={disclose.isPending}
          >
            <IconShieldLock size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("person.label")}</Menu.Label>
          <Menu.Item leftSection={<IconFileExport size={16} aria-hidden />} onClick={() => disclose.mutate()}>
            {t("person.export")}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setErasing(true)}
          >
            {t("person.erase")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isErasing ? (
        <EraseModal friendId={friendId} channelId={channelId} onClose={() => setErasing(false)} />
      ) : null}
    </>
  );
}
