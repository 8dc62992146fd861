import { ActionIcon, Anchor, Button, Group, Menu, Text, Title, Tooltip } from "@mantine/core";
import {
  IconArchive,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconSettings,
  IconUserPlus,
  IconUsers,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { StatusBadge } from "@/components/StatusBadge";
import { SCENARIO_LOOKS } from "../status";
import type { Desk } from "./desk";
import classes from "./editor.module.css";
import { SaveMark } from "./SaveMark";

export type Deed = "publish" | "pause" | "resume" | "archive" | "enrol" | "inside";

interface Props {
  it: Desk;
  hasChanges: boolean;
  onDo: (deed: Deed) => void;
}

/** Name, state, whether everything is saved, and the deeds. */
export function EditorHead({ it, hasChanges, onDo }: Props) {
  const { t } = useTranslation("scenarios");
  const can = useCan();
  const { detail, desk } = it;
  const mayPublish = can("scenarios.publish");
  return (
    <Group className={classes.head} px="md" py="xs" justify="space-between" gap="xs">
      <Group gap="xs" wrap="nowrap" miw={0} flex="1 1 240px">
        <Anchor
          component={Link}
          to={`/c/${detail.channel_id}/scenarios`}
          aria-label={t("editor.back")}
          display="inline-flex"
        >
          <IconArrowLeft size={18} />
        </Anchor>
        <Title order={1} lineClamp={1} miw={0}>
          {desk.draft.name || detail.name}
        </Title>
        <StatusBadge look={SCENARIO_LOOKS[detail.state]}>{t(`state.${detail.state}`)}</StatusBadge>
        <SaveMark desk={desk} />
      </Group>
      <Group gap={6} wrap="nowrap">
        {it.mayEdit ? <Undo it={it} /> : null}
        <Tooltip label={t("overview.title")} withArrow>
          <ActionIcon
            variant={it.chosen.at === "overview" ? "light" : "default"}
            size={36}
            aria-label={t("overview.title")}
            onClick={() => it.choose({ at: "overview" })}
          >
            <IconSettings size={18} />
          </ActionIcon>
        </Tooltip>
        <More it={it} onDo={onDo} />
        {mayPublish && detail.state !== "archived" ? (
          <Button disabled={!hasChanges && detail.state === "active"} onClick={() => onDo("publish")}>
            {t(
              detail.current === null
                ? "publish.open"
                : hasChanges
                  ? "publish.changes"
                  : detail.state === "paused"
                    ? "publish.resume"
                    : "publish.published",
            )}
          </Button>
        ) : null}
        {mayPublish ? null : (
          <Text size="xs" c="dimmed" maw={180}>
            {t("publish.notAllowed")}
          </Text>
        )}
      </Group>
    </Group>
  );
}

function Undo({ it }: { it: Desk }) {
  const { t } = useTranslation("scenarios");
  return (
    <>
      <Tooltip label={t("common:action.undo")} withArrow>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t("common:action.undo")}
          disabled={!it.desk.canUndo}
          onClick={it.desk.undo}
        >
          <IconArrowBackUp size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t("editor.redo")} withArrow>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t("editor.redo")}
          disabled={!it.desk.canRedo}
          onClick={it.desk.redo}
        >
          <IconArrowForwardUp size={18} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

function More({ it, onDo }: { it: Desk; onDo: (deed: Deed) => void }) {
  const { t } = useTranslation("scenarios");
  const can = useCan();
  const { state, current } = it.detail;
  const mayPublish = can("scenarios.publish");
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t("editor.more")}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {current && can("friends.view") ? (
          <Menu.Item leftSection={<IconUsers size={16} />} onClick={() => onDo("inside")}>
            {t("inside.open")}
          </Menu.Item>
        ) : null}
        {mayPublish && state === "active" ? (
          <>
            <Menu.Item leftSection={<IconUserPlus size={16} />} onClick={() => onDo("enrol")}>
              {t("enrol.open")}
            </Menu.Item>
            <Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => onDo("pause")}>
              {t("turn.pause.open")}
            </Menu.Item>
          </>
        ) : null}
        {mayPublish && current && (state === "paused" || state === "archived") ? (
          <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => onDo("resume")}>
            {t("turn.resume.open")}
          </Menu.Item>
        ) : null}
        {mayPublish && state !== "archived" ? (
          <Menu.Item color="red" leftSection={<IconArchive size={16} />} onClick={() => onDo("archive")}>
            {t("turn.archive.open")}
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
