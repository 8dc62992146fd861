import { Button, Group, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { ListedTagOut } from "@/api/schema.gen";
import { useCountText } from "@/components/CountText";
import { messageOf } from "@/components/ErrorNote";

/** What can be done with a tag beside its name. Archiving can be undone; deleting says that it cannot. */
export function useTagDeeds() {
  const { t } = useTranslation("friends");
  const client = useQueryClient();
  const countText = useCountText();
  const run = async (deed: Promise<unknown>): Promise<boolean> => {
    try {
      await deed;
      await client.invalidateQueries({ queryKey: ["friends"] });
      return true;
    } catch (error) {
      notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") });
      return false;
    }
  };
  const change = (tag: ListedTagOut, isArchived: boolean) =>
    run(
      answer(
        api.PATCH("/api/v1/tags/{tag_id}", {
          params: { path: { tag_id: tag.id } },
          body: { is_archived: isArchived },
        }),
      ),
    );
  const restore = async (tag: ListedTagOut) => {
    if (await change(tag, false))
      notifications.show({ color: "teal", message: t("tags.restored", { name: tag.name }) });
  };
  const archive = async (tag: ListedTagOut) => {
    if (!(await change(tag, true))) return;
    const id = `tag-${tag.id}`;
    const undo = () => {
      notifications.hide(id);
      void restore(tag);
    };
    notifications.show({
      id,
      message: (
        <Group justify="space-between">
          <Text size="sm">{t("tags.archivedNow", { name: tag.name })}</Text>
          <Button size="compact-xs" variant="light" onClick={undo}>
            {t("common:action.undo")}
          </Button>
        </Group>
      ),
    });
  };
  const askToDelete = (tag: ListedTagOut) =>
    modals.openConfirmModal({
      title: t("tags.deleteTitle", { name: tag.name }),
      children: t("tags.deleteText", { people: countText(tag.friends) }),
      labels: { confirm: t("tags.deleteDo"), cancel: t("common:action.cancel") },
      confirmProps: { color: "red" },
      onConfirm: () =>
        void run(answer(api.DELETE("/api/v1/tags/{tag_id}", { params: { path: { tag_id: tag.id } } }))),
    });
  return { archive, restore, askToDelete };
}
