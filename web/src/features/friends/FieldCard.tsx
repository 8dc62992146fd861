import { Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FriendDetailOut, FriendFieldOut, ListedFieldOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { fieldsQuery } from "@/components/fields";
import { FieldLine } from "./FieldLine";

/** So many fields are shown even when they are empty. */
const FEW = 8;

/** What the shop knows of a friend, field by field, in folders. Each is written where it stands. */
export function FieldCard({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("fields");
  const can = useCan();
  const channelId = useChannelId();
  const { data: fields } = useQuery({ ...fieldsQuery, enabled: can("fields.view") });
  const [withEmpty, setWithEmpty] = useState(false);
  if (!can("fields.view") || !fields) return null;
  const lines = friend.fields.flatMap((value) => {
    const field = fields.find((one) => one.id === value.field_id);
    return field ? [{ field, value }] : [];
  });
  const empty = lines.filter(({ value }) => value.value === null);
  const isLong = lines.length > FEW && empty.length > 0;
  const shown = isLong && !withEmpty ? lines.filter(({ value }) => value.value !== null) : lines;
  return (
    <Stack gap="xs" component="section" aria-label={t("card.title")}>
      <Title order={2} size="h3">
        {t("card.title")}
      </Title>
      {lines.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("card.none")}{" "}
          {can("fields.edit") ? (
            <Anchor component={Link} to={`/c/${channelId}/fields`} size="sm">
              {t("card.make")}
            </Anchor>
          ) : null}
        </Text>
      ) : null}
      {foldersOf(shown).map(([folder, within]) => (
        <Stack key={folder} gap={2}>
          {folder ? (
            <Text size="xs" fw={600} c="dimmed">
              {folder}
            </Text>
          ) : null}
          {within.map(({ field, value }) => (
            <FieldLine key={field.id} friendId={friend.id} field={field} value={value} />
          ))}
        </Stack>
      ))}
      {isLong ? (
        <Group>
          <Button
            size="compact-xs"
            variant="subtle"
            aria-expanded={withEmpty}
            onClick={() => setWithEmpty(!withEmpty)}
          >
            {withEmpty ? t("card.hideEmpty") : t("card.showEmpty", { count: empty.length })}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}

interface Line {
  field: ListedFieldOut;
  value: FriendFieldOut;
}

function foldersOf(lines: Line[]): [string, Line[]][] {
  const folders = new Map<string, Line[]>();
  for (const line of lines) folders.set(line.field.folder, [...(folders.get(line.field.folder) ?? []), line]);
  return [...folders];
}
