import {
  ActionIcon,
  Button,
  ColorSwatch,
  Group,
  Menu,
  Modal,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { IconArchive, IconArrowDown, IconArrowUp, IconCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { MarkChangeIn, MarkOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { useMarkName } from "@/components/useMarkName";
import { marksQuery } from "./queries";
import { MARK_COLOURS } from "./status";
import classes from "./talk.module.css";

interface Change {
  mark: MarkOut;
  body: MarkChangeIn;
}

/** The organisation's own words for how far staff are. */
export function MarksModal({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("talk");
  const client = useQueryClient();
  const markName = useMarkName();
  const { data: marks } = useQuery({ ...marksQuery, enabled: isOpen });
  const [name, setName] = useState("");
  const renew = () => client.invalidateQueries({ queryKey: ["talk"] });
  const change = useMutation({
    mutationFn: async (changes: Change[]) => {
      for (const { mark, body } of changes) {
        const params = { path: { mark_id: mark.id } };
        await answer(api.PATCH("/api/v1/talk/marks/{mark_id}", { params, body }));
      }
    },
    onSettled: renew,
  });
  const create = useMutation({
    mutationFn: () =>
      answer(api.POST("/api/v1/talk/marks", { body: { name: name.trim(), colour: "orange" } })),
    onSuccess: () => {
      setName("");
      return renew();
    },
  });
  const move = (index: number, by: -1 | 1) => {
    const order = [...(marks ?? [])];
    const [moved] = order.splice(index, 1);
    if (!moved) return;
    order.splice(index + by, 0, moved);
    change.mutate(order.map((mark, position) => ({ mark, body: { position } })));
  };
  return (
    <Modal opened={isOpen} onClose={onClose} title={t("mark.manage")} size="md">
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t("mark.hint")}
        </Text>
        <ErrorNote error={change.error ?? create.error} />
        {(marks ?? []).map((mark, index) => (
          <Group key={mark.id} gap="xs" wrap="nowrap">
            <ColourMenu mark={mark} onChange={(colour) => change.mutate([{ mark, body: { colour } }])} />
            <MarkName
              mark={mark}
              onChange={(renamed) => change.mutate([{ mark, body: { name: renamed } }])}
            />
            <Small
              label={t("mark.up", { name: markName(mark.name) })}
              icon={IconArrowUp}
              isOff={index === 0}
              onClick={() => move(index, -1)}
            />
            <Small
              label={t("mark.down", { name: markName(mark.name) })}
              icon={IconArrowDown}
              isOff={index === (marks?.length ?? 0) - 1}
              onClick={() => move(index, 1)}
            />
            <Small
              label={mark.role ? t("mark.needed") : t("mark.archive", { name: markName(mark.name) })}
              icon={IconArchive}
              isOff={mark.role !== ""}
              onClick={() => change.mutate([{ mark, body: { is_archived: true } }])}
            />
          </Group>
        ))}
        <Group gap="xs" wrap="nowrap" mt="xs">
          <TextInput
            className={classes.grow}
            aria-label={t("mark.new")}
            placeholder={t("mark.new")}
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button onClick={() => create.mutate()} disabled={!name.trim()} loading={create.isPending}>
            {t("common:action.add")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function MarkName({ mark, onChange }: { mark: MarkOut; onChange: (name: string) => void }) {
  const { t } = useTranslation("talk");
  const markName = useMarkName();
  const [name, setName] = useState(markName(mark.name));
  const save = () => {
    const wanted = name.trim();
    if (wanted && wanted !== markName(mark.name)) onChange(wanted);
    else setName(markName(mark.name));
  };
  return (
    <TextInput
      className={classes.grow}
      aria-label={t("mark.name", { name: markName(mark.name) })}
      description={mark.role ? t(`mark.role.${mark.role}`) : undefined}
      inputWrapperOrder={["input", "description"]}
      maxLength={40}
      value={name}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={save}
    />
  );
}

function ColourMenu({ mark, onChange }: { mark: MarkOut; onChange: (colour: MarkOut["colour"]) => void }) {
  const { t } = useTranslation("talk");
  const markName = useMarkName();
  return (
    <Menu position="bottom-start" withArrow>
      <Menu.Target>
        <ActionIcon variant="default" aria-label={t("mark.colour", { name: markName(mark.name) })}>
          <ColorSwatch size={14} color={`var(--mantine-color-${mark.colour}-6)`} withShadow={false} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {MARK_COLOURS.map((colour) => (
          <Menu.Item
            key={colour}
            leftSection={
              <ColorSwatch size={14} color={`var(--mantine-color-${colour}-6)`} withShadow={false} />
            }
            rightSection={colour === mark.colour ? <IconCheck size={14} aria-hidden /> : undefined}
            onClick={() => onChange(colour)}
          >
            {t(`colour.${colour}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface SmallProps {
  label: string;
  icon: typeof IconArchive;
  isOff: boolean;
  onClick: () => void;
}

function Small({ label, icon: Icon, isOff, onClick }: SmallProps) {
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        data-disabled={isOff || undefined}
        aria-disabled={isOff}
        onClick={isOff ? undefined : onClick}
      >
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
