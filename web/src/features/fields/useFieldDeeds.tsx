import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api, requestHeaders } from "@/api/client";
import { Problem } from "@/api/problem";
import type { ListedFieldOut } from "@/api/schema.gen";
import { messageOf } from "@/components/ErrorNote";

/** What can be done with a field beside editing it. `onUsed`: it cannot be archived or deleted, as something uses it. */
export function useFieldDeeds(onUsed: (field: ListedFieldOut) => void) {
  const { t } = useTranslation("fields");
  const client = useQueryClient();
  const run = async (field: ListedFieldOut, deed: Promise<unknown>): Promise<boolean> => {
    try {
      await deed;
      await client.invalidateQueries({ queryKey: ["friends"] });
      return true;
    } catch (error) {
      if (error instanceof Problem && error.code === "in_use") onUsed(field);
      else notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") });
      return false;
    }
  };
  const change = (field: ListedFieldOut, isArchived: boolean) =>
    run(
      field,
      answer(
        api.PATCH("/api/v1/fields/{field_id}", {
          params: { path: { field_id: field.id } },
          body: { is_archived: isArchived },
        }),
      ),
    );
  const restore = async (field: ListedFieldOut) => {
    if (await change(field, false))
      notifications.show({ color: "teal", message: t("restored", { name: field.name }) });
  };
  const archive = async (field: ListedFieldOut) => {
    if (!(await change(field, true))) return;
    const id = `field-${field.id}`;
    const undo = () => {
      notifications.hide(id);
      void restore(field);
    };
    notifications.show({
      id,
      message: (
        <Group justify="space-between">
          <Text size="sm">{t("archivedNow", { name: field.name })}</Text>
          <Button size="compact-xs" variant="light" onClick={undo}>
            {t("common:action.undo")}
          </Button>
        </Group>
      ),
    });
  };
  const order = (field: ListedFieldOut, ids: number[]) =>
    run(field, answer(api.PUT("/api/v1/fields/order", { body: { field_ids: ids } })));
  const remove = (field: ListedFieldOut) =>
    run(
      field,
      answer(
        api.DELETE("/api/v1/fields/{field_id}", {
          params: { path: { field_id: field.id }, query: { with_values: true } },
        }),
      ),
    );
  return { archive, restore, order, remove };
}

/** Saves the copy of a field's values as a file of the browser. */
export async function saveBackup(field: { id: number; name: string }): Promise<void> {
  const response = await fetch(`/api/v1/fields/${field.id}/backup`, {
    method: "POST",
    headers: requestHeaders("POST"),
    credentials: "same-origin",
  });
  if (!response.ok) throw new Error(response.statusText);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `${field.name}.csv`;
  link.click();
  URL.revokeObjectURL(address);
}
