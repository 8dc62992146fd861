import { Button, Group, List, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { ListedTagOut, TagOut } from "@/api/schema.gen";
import { messageOf } from "@/components/ErrorNote";

type Named = Pick<TagOut, "id" | "name">;

/** What can be done with tags beside their names. Everything says how to undo it. */
export function useTagDeeds() {
  const { t, i18n } = useTranslation("tags");
  const client = useQueryClient();
  const fail = (error: unknown) => {
    const reasons = error instanceof Problem ? Object.values(error.fields) : [];
    notifications.show({
      color: "red",
      autoClose: reasons.length > 0 ? 12_000 : undefined,
      message: (
        <>
          <Text size="sm">{messageOf(error) ?? t("common:error.unexpected")}</Text>
          {reasons.length > 0 ? (
            <List size="sm">
              {reasons.slice(0, 5).map((reason) => (
                <List.Item key={reason}>{reason}</List.Item>
              ))}
            </List>
          ) : null}
        </>
      ),
    });
  };
  const run = async <T,>(deed: Promise<T>): Promise<T | null> => {
    try {
      const done = await deed;
      await client.invalidateQueries({ queryKey: ["friends"] });
      return done;
    } catch (error) {
      fail(error);
      return null;
    }
  };
  const tell = (id: string, message: string, undo?: () => void) =>
    notifications.show({
      id,
      color: "teal",
      autoClose: undo ? 10_000 : undefined,
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{message}</Text>
          {undo ? (
            <Button
              size="compact-xs"
              variant="light"
              flex="none"
              onClick={() => {
                notifications.hide(id);
                undo();
              }}
            >
              {t("common:action.undo")}
            </Button>
          ) : null}
        </Group>
      ),
    });

  const put = (ids: number[], is_archived: boolean) =>
    run(answer(api.POST("/api/v1/tags/archive", { body: { tag_ids: ids, is_archived } })));
  const restore = async (ids: number[]) => {
    const done = await put(ids, false);
    if (done) tell(`restored-${ids[0]}`, t("deed.restored", { count: done.changed.length }));
  };
  /** Those that something uses stay, and it is told by what. */
  const archive = async (tags: Named[]) => {
    const done = await put(
      tags.map((tag) => tag.id),
      true,
    );
    if (!done) return;
    if (done.changed.length > 0) {
      const one = tags.find((tag) => tag.id === done.changed[0]);
      const message =
        done.changed.length === 1 && one
          ? t("deed.archivedOne", { name: one.name })
          : t("deed.archived", { count: done.changed.length });
      tell(`archived-${done.changed[0]}`, message, () => void restore(done.changed));
    }
    if (done.kept.length > 0)
      modals.open({
        title: t("deed.keptTitle", { count: done.kept.length }),
        closeButtonProps: { "aria-label": t("common:action.close") },
        children: (
          <Stack gap="xs">
            <Text size="sm">{t("deed.keptText")}</Text>
            <List size="sm">
              {done.kept.map((kept) => (
                <List.Item key={kept.id}>
                  {t("deed.keptBy", {
                    tag: tags.find((tag) => tag.id === kept.id)?.name ?? "",
                    users:
                      [...new Set(kept.uses.map((use) => use.name))].join(t("join")) || t("deed.elsewhere"),
                  })}
                </List.Item>
              ))}
            </List>
          </Stack>
        ),
      });
  };
  const bringBack = async (backupId: number, name: string) => {
    const done = await run(
      answer(
        api.POST("/api/v1/tags/backups/{backup_id}/restore", { params: { path: { backup_id: backupId } } }),
      ),
    );
    if (done) tell(`back-${backupId}`, t("deed.broughtBack", { name }));
  };
  const askToDelete = (tag: ListedTagOut, onDone?: () => void) =>
    modals.openConfirmModal({
      title: t("deed.deleteTitle", { name: tag.name }),
      children: t("deed.deleteText", { count: tag.friends?.number ?? 0 }),
      labels: {
        confirm: t("deed.deleteDo", { people: (tag.friends?.number ?? 0).toLocaleString(i18n.language) }),
        cancel: t("common:action.cancel"),
      },
      confirmProps: { color: "red" },
      onConfirm: async () => {
        const done = await run(
          answer(api.DELETE("/api/v1/tags/{tag_id}", { params: { path: { tag_id: tag.id } } })),
        );
        if (!done) return;
        tell(
          `deleted-${tag.id}`,
          t("deed.deleted", { name: tag.name }),
          () => void bringBack(done.backup_id, tag.name),
        );
        onDone?.();
      },
    });
  const unmerge = async (mergeId: number) => {
    const done = await run(
      answer(api.POST("/api/v1/tags/merges/{merge_id}/undo", { params: { path: { merge_id: mergeId } } })),
    );
    if (!done) return;
    const left =
      done.left.length > 0
        ? t("merge.left", { names: done.left.map((one) => one.name).join(t("join")) })
        : "";
    tell(`unmerged-${mergeId}`, t("merge.undone", { count: done.friends }) + left);
  };
  return { archive, restore, askToDelete, bringBack, unmerge, tell, run };
}
