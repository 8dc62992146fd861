import { ActionIcon, Anchor, Center, Drawer, Group, Loader, Stack, Text, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconUserMinus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { EnrolmentOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { TimeText } from "@/components/TimeText";
import { insideQuery } from "../queries";
import type { Desk } from "./desk";

interface Props {
  it: Desk;
  /** Friends who wait for this step; "all" for everybody inside; null closes. */
  at: number | "all" | null;
  onClose: () => void;
}

/** Who is inside, and when the next message comes. */
export function InsideDrawer({ it, at, onClose }: Props) {
  const { t } = useTranslation("scenarios");
  return (
    <Drawer
      closeButtonProps={{ "aria-label": t("common:action.close") }}
      opened={at !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={at === null || at === "all" ? t("inside.title") : t("inside.waiting", { number: at + 1 })}
    >
      {at === null ? null : <Inside it={it} position={at === "all" ? undefined : at} />}
    </Drawer>
  );
}

function Inside({ it, position }: { it: Desk; position: number | undefined }) {
  const { t } = useTranslation("scenarios");
  const { data, error } = useQuery(insideQuery(it.detail.id, position));
  if (error) return <ErrorNote error={error} />;
  if (!data)
    return (
      <Center p="xl">
        <Loader size="sm" />
      </Center>
    );
  return (
    <Stack gap="sm">
      {data.items.length === 0 ? <Text c="dimmed">{t("inside.nobody")}</Text> : null}
      {data.items.map((row) => (
        <Row key={row.id} it={it} row={row} />
      ))}
      {data.next_cursor ? (
        <Text size="xs" c="dimmed">
          {t("inside.first", { count: data.items.length })}
        </Text>
      ) : null}
    </Stack>
  );
}

function Row({ it, row }: { it: Desk; row: EnrolmentOut }) {
  const { t } = useTranslation("scenarios");
  const can = useCan();
  const client = useQueryClient();
  const name = row.friend_name || t("inside.nameless");
  const remove = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/scenarios/{scenario_id}/enrolments/remove", {
          params: { path: { scenario_id: it.detail.id } },
          body: { friend_ids: [row.friend_id] },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["scenarios"] });
      notifications.show({ message: t("inside.removed", { name }) });
    },
  });
  return (
    <Group justify="space-between" wrap="nowrap">
      <Stack gap={0} miw={0}>
        <Anchor component={Link} to={`/c/${it.detail.channel_id}/friends/${row.friend_id}`} truncate>
          {name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {t("inside.next", { number: row.position + 1 })} <TimeText at={row.due_at} />
          {row.version === it.detail.current_version
            ? null
            : ` ${t("inside.version", { number: row.version })}`}
        </Text>
      </Stack>
      {can("scenarios.publish") ? (
        <Tooltip label={t("inside.remove", { name })} withArrow>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t("inside.remove", { name })}
            loading={remove.isPending}
            onClick={() => remove.mutate()}
          >
            <IconUserMinus size={16} />
          </ActionIcon>
        </Tooltip>
      ) : null}
    </Group>
  );
}
