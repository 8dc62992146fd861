import { Menu } from "@mantine/core";
import { IconFileExport, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import type { PersonDeeds } from "./usePersonDeeds";

/** 個人情報, as a group of a friend's menu. Nothing is drawn for whoever may not. */
export function PersonItems({ deeds }: { deeds: PersonDeeds }) {
  const { t } = useTranslation("privacy");
  const can = useCan();
  if (!can("privacy.edit")) return null;
  return (
    <>
      <Menu.Label>{t("person.label")}</Menu.Label>
      <Menu.Item leftSection={<IconFileExport size={16} aria-hidden />} onClick={deeds.disclose}>
        {t("person.export")}
      </Menu.Item>
      <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={deeds.erase}>
        {t("person.erase")}
      </Menu.Item>
    </>
  );
}
