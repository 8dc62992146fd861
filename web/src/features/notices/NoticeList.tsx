import { Box, Group, ScrollArea, Text, ThemeIcon, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { NoticeOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { TimeText } from "@/components/TimeText";
import { addressOf, lookOf } from "./kinds";
import classes from "./notices.module.css";

interface Props {
  notices: NoticeOut[];
  /** Ids of those that are new to the reader. */
  fresh: ReadonlySet<number>;
  onGo: () => void;
}

export function NoticeList({ notices, fresh, onGo }: Props) {
  const { t } = useTranslation("notices");
  if (notices.length === 0) {
    return (
      <Text size="sm" c="dimmed" px="md" pb="md">
        {t("empty")}
      </Text>
    );
  }
  return (
    <ScrollArea.Autosize mah={420} type="auto">
      {notices.map((notice) => (
        <NoticeRow key={notice.id} notice={notice} isNew={fresh.has(notice.id)} onGo={onGo} />
      ))}
    </ScrollArea.Autosize>
  );
}

function NoticeRow({ notice, isNew, onGo }: { notice: NoticeOut; isNew: boolean; onGo: () => void }) {
  const { t } = useTranslation("notices");
  const channelId = useChannelId();
  const look = lookOf(notice);
  const Icon = look.icon;
  const params = { ...notice.params, count: Number(notice.params.failed ?? 0) };
  return (
    <UnstyledButton
      component={Link}
      to={addressOf(notice, channelId)}
      onClick={onGo}
      className={classes.row}
      data-new={isNew || undefined}
    >
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <ThemeIcon variant="light" color={look.colour} radius="xl" size={32} aria-hidden>
          <Icon size={18} stroke={1.8} />
        </ThemeIcon>
        <Box miw={0} flex={1}>
          <Text size="sm" fw={600}>
            {t(`kind.${look.key}.title`, params)}
            {isNew ? (
              <Text span size="xs" fw={700} c="ai" ml={6}>
                {t("new")}
              </Text>
            ) : null}
          </Text>
          <Text size="sm">{t(`kind.${look.key}.text`, params)}</Text>
          <Text size="xs" c="dimmed" component="div">
            <TimeText at={notice.created_at} />
          </Text>
        </Box>
      </Group>
    </UnstyledButton>
  );
}
