import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { SegmentOut } from "@/api/schema.gen";
import { messageOf } from "@/components/ErrorNote";

/** What staff do with a whole segment; each says what came of it, and archiving can be undone. */
export function useSegmentDeeds(onDeleted?: () => void) {
  const { t } = useTranslation("segments");
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["segments"] });
  const onError = (error: unknown) =>
    notifications.show({ color: "red", autoClose: 10_000, message: <Refusal error={error} /> });
  const at = (segment: SegmentOut) => ({ params: { path: { segment_id: segment.id } } });
  const restore = useMutation({
    mutationFn: (segment: SegmentOut) =>
      answer(api.POST("/api/v1/segments/{segment_id}/restore", at(segment))),
    onSuccess: (done) => notifications.show({ message: t("deed.restored", { name: done.name }) }),
    onError,
    onSettled,
  });
  const archive = useMutation({
    mutationFn: (segment: SegmentOut) =>
      answer(api.POST("/api/v1/segments/{segment_id}/archive", at(segment))),
    onSuccess: (done) => {
      const id = `segment-${done.id}`;
      const undo = () => {
        notifications.hide(id);
        restore.mutate(done);
      };
      notifications.show({
        id,
        message: (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{t("deed.archived", { name: done.name })}</Text>
            <Button size="compact-sm" variant="light" onClick={undo}>
              {t("common:action.undo")}
            </Button>
          </Group>
        ),
      });
    },
    onError,
    onSettled,
  });
  const rebuild = useMutation({
    mutationFn: (segment: SegmentOut) =>
      answer(api.POST("/api/v1/segments/{segment_id}/rebuild", at(segment))),
    onSuccess: (done) => notifications.show({ message: t("deed.rebuilding", { name: done.name }) }),
    onError,
    onSettled,
  });
  const remove = useMutation({
    mutationFn: async (segment: SegmentOut) => {
      await answer(api.DELETE("/api/v1/segments/{segment_id}", at(segment)));
      return segment;
    },
    onSuccess: (gone) => {
      notifications.show({ message: t("deed.deleted", { name: gone.name }) });
      onDeleted?.();
    },
    onError,
    onSettled,
  });
  return { archive, restore, rebuild, remove };
}

/** A refusal with what stands in the way: the places where the segment is used. */
function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const places = error instanceof Problem ? Object.values(error.fields) : [];
  return (
    <>
      <Text size="sm">{messageOf(error) ?? t("error.unexpected")}</Text>
      {places.map((place) => (
        <Text key={place} size="sm">
          {place}
        </Text>
      ))}
    </>
  );
}
