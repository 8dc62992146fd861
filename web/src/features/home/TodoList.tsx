import { Badge, Group, NavLink, Paper, Text, ThemeIcon, Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconChevronRight,
  IconCircleCheck,
  IconHelpCircle,
  IconMessageExclamation,
  IconPlayerPause,
  IconPlugConnectedX,
  IconSendOff,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ComponentType, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TodoOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { countText } from "@/components/CountText";
import { FailedEventsModal } from "./FailedEventsModal";

interface Item {
  key: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  colour: string;
  label: string;
  hint: string;
  count?: string;
  /** An address, or what a press does. */
  to: string | (() => void);
}

export function TodoList({ todo }: { todo: TodoOut }) {
  const { t } = useTranslation("home");
  const [isShowingEvents, setShowingEvents] = useState(false);
  const items = useItems(todo, () => setShowingEvents(true));
  return (
    <section aria-labelledby="todo">
      <Title order={2} id="todo" mb="xs">
        {t("todo.title")}
      </Title>
      <Paper withBorder>
        {items.length === 0 ? (
          <Group p="md" gap="sm" wrap="nowrap">
            <ThemeIcon variant="light" color="teal" radius="xl" aria-hidden>
              <IconCircleCheck size={18} />
            </ThemeIcon>
            <Text>{t("todo.nothing")}</Text>
          </Group>
        ) : (
          items.map((item) => <TodoLink key={item.key} item={item} />)
        )}
      </Paper>
      {isShowingEvents ? <FailedEventsModal onClose={() => setShowingEvents(false)} /> : null}
    </section>
  );
}

function TodoLink({ item }: { item: Item }) {
  const Icon = item.icon;
  const looks = {
    p: "md",
    label: (
      <Text component="span" fw={600}>
        {item.label}
      </Text>
    ),
    description: item.hint,
    leftSection: (
      <ThemeIcon variant="light" color={item.colour} radius="xl" aria-hidden>
        <Icon size={18} stroke={1.7} />
      </ThemeIcon>
    ),
    rightSection: (
      <Group gap="xs" wrap="nowrap">
        {item.count ? (
          <Badge size="lg" variant="light" color={item.colour} tt="none">
            {item.count}
          </Badge>
        ) : null}
        <IconChevronRight size={16} aria-hidden />
      </Group>
    ),
  };
  return typeof item.to === "string" ? (
    <NavLink component={Link} to={item.to} {...looks} />
  ) : (
    <NavLink component="button" onClick={item.to} {...looks} />
  );
}

function useItems(todo: TodoOut, showEvents: () => void): Item[] {
  const { t, i18n } = useTranslation("home");
  const at = `/c/${useChannelId()}`;
  const items: Item[] = [];
  if (todo.sending && todo.sending.state !== "fine") {
    const hint = i18n.language === "ja" ? todo.sending.ja : todo.sending.en;
    const to = `${at}/settings/account`;
    items.push({
      key: "sending",
      icon: IconPlugConnectedX,
      colour: "red",
      label: t("todo.sending"),
      hint,
      to,
    });
  }
  const add = (key: string, icon: Item["icon"], colour: string, number: string | null, to: Item["to"]) => {
    if (number === null) return;
    items.push({
      key,
      icon,
      colour,
      label: t(`todo.${key}.label`),
      hint: t(`todo.${key}.hint`),
      count: number,
      to: typeof to === "string" ? at + to : to,
    });
  };
  const counted = (count: TodoOut["unanswered"]) => (count?.number ? countText(count, i18n.language) : null);
  const plain = (number: number | null) => (number ? number.toLocaleString(i18n.language) : null);
  add("unanswered", IconMessageExclamation, "orange", counted(todo.unanswered), "/talk?state=waiting");
  add("paused", IconPlayerPause, "yellow", plain(todo.paused), "/deliveries?problem=paused");
  add("failed", IconSendOff, "red", plain(todo.failed), "/deliveries?problem=failed");
  add("unknown", IconHelpCircle, "orange", plain(todo.unknown), "/deliveries?problem=unknown");
  add("failedEvents", IconAlertTriangle, "red", counted(todo.failed_events), showEvents);
  return items;
}
