import { ActionIcon, Button, Loader, Popover, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ListedFieldOut, PastChangeOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { useValueText } from "@/components/fields";
import { TimeText } from "@/components/TimeText";
import { fieldHistoryQuery } from "./queries";
import { useValueSource } from "./valueSource";

interface Props {
  friendId: number;
  field: ListedFieldOut;
}

/** How a value came to be: what it was, what it became, who changed it and when. */
export function FieldHistory({ friendId, field }: Props) {
  const { t } = useTranslation("fields");
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      width={320}
      withArrow
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t("history.open", { name: field.name })}
          onClick={() => setOpen(!isOpen)}
        >
          <IconHistory size={14} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>{isOpen ? <Changes friendId={friendId} field={field} /> : null}</Popover.Dropdown>
    </Popover>
  );
}

function Changes({ friendId, field }: Props) {
  const { t } = useTranslation("fields");
  const list = useInfiniteQuery(fieldHistoryQuery(friendId, field.id));
  const changes = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t("history.title")}
      </Text>
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending ? <Loader size="xs" /> : null}
      {list.isSuccess && changes.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("history.none")}
        </Text>
      ) : null}
      {changes.map((change) => (
        <Change key={change.changed_at + change.source.kind} field={field} change={change} />
      ))}
      {list.hasNextPage ? (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("history.more")}
        </Button>
      ) : null}
    </Stack>
  );
}

function Change({ field, change }: { field: ListedFieldOut; change: PastChangeOut }) {
  const { t } = useTranslation("fields");
  const textOf = useValueText();
  const sourceOf = useValueSource();
  const before = change.before_text ?? textOf(field, change.before);
  const after = change.after_text ?? textOf(field, change.after);
  return (
    <div>
      <Text size="sm" lineClamp={4}>
        {before ? (
          <Text span c="dimmed">
            <bdi>{before}</bdi> →{" "}
          </Text>
        ) : null}
        {after ? <bdi>{after}</bdi> : t("history.emptied")}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        <TimeText at={change.changed_at} /> · {sourceOf(change.source)}
      </Text>
    </div>
  );
}
