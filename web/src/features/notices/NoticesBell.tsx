import { ActionIcon, Indicator, Popover, Text } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NoticeList } from "./NoticeList";
import { noticesQuery, useReadNotices } from "./queries";

/** What staff should know, with the number of unread notices; opening it marks them as read. */
export function NoticesBell() {
  const { t } = useTranslation("notices");
  const { data } = useQuery(noticesQuery);
  const read = useReadNotices();
  const [isOpen, setOpen] = useState(false);
  // Those that were new when the list was opened stay marked while it is open.
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  const unread = data?.unread ?? 0;
  const toggle = (open: boolean) => {
    setOpen(open);
    const newest = data?.items[0];
    if (!open || !data || !newest) return;
    setFresh(new Set(data.items.filter((one) => !one.is_read).map((one) => one.id)));
    if (unread > 0) read.mutate(newest.created_at);
  };
  return (
    <Popover
      opened={isOpen}
      onChange={toggle}
      position="bottom-end"
      width={360}
      shadow="md"
      trapFocus
      withArrow
    >
      <Indicator
        label={unread > 9 ? "9+" : unread}
        size={16}
        offset={5}
        color="red"
        disabled={unread === 0}
        aria-hidden={false}
      >
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            onClick={() => toggle(!isOpen)}
            aria-label={t("bell", { count: unread })}
          >
            <IconBell size={20} stroke={1.6} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} maw="calc(100vw - 16px)">
        <Text fw={650} px="md" pt="sm" pb="xs">
          {t("title")}
        </Text>
        <NoticeList notices={data?.items ?? []} fresh={fresh} onGo={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
