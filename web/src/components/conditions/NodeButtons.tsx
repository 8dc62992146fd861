import { ActionIcon, Group, Menu, Tooltip } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconBracketsContain,
  IconCopy,
  IconDots,
  IconSwitchHorizontal,
  IconX,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { useEditor } from "./context";
import { MAX_DEPTH, type Place } from "./tree";

interface Props {
  place: Place;
  /** What the buttons work on, for those who only hear their names. */
  name: string;
  /** Given for a condition that can be turned into its opposite. */
  isNegated?: boolean;
}

/** Up, down, remove, and what is wanted less often, for one condition or group. */
export function NodeButtons({ place, name, isNegated }: Props) {
  const { t } = useTranslation("conditions");
  const { editing } = useEditor();
  return (
    <Group gap={2} wrap="nowrap">
      <Deed
        icon={IconArrowUp}
        label={t("deed.up", { name })}
        data-move="up"
        disabled={!editing.canMove(place, -1)}
        onClick={() => editing.move(place, -1, "up")}
      />
      <Deed
        icon={IconArrowDown}
        label={t("deed.down", { name })}
        data-move="down"
        disabled={!editing.canMove(place, 1)}
        onClick={() => editing.move(place, 1, "down")}
      />
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={t("deed.more", { name })}
            data-duplicate
          >
            <IconDots size={17} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => editing.duplicate(place)}>
            {t("deed.duplicate")}
          </Menu.Item>
          {isNegated === undefined ? null : (
            <Menu.Item
              leftSection={<IconSwitchHorizontal size={16} />}
              onClick={() => editing.negate(place, !isNegated)}
            >
              {t(isNegated ? "deed.affirm" : "deed.negate")}
            </Menu.Item>
          )}
          {place.length < MAX_DEPTH - 1 ? (
            <Menu.Item leftSection={<IconBracketsContain size={16} />} onClick={() => editing.wrap(place)}>
              {t("deed.wrap")}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <Deed icon={IconX} label={t("deed.remove", { name })} onClick={() => editing.remove(place)} />
    </Group>
  );
}

interface DeedProps {
  icon: ComponentType<{ size?: number; stroke?: number }>;
  label: string;
  disabled?: boolean;
  onClick: () => void;
  "data-move"?: string;
}

function Deed({ icon: Icon, label, disabled, onClick, ...rest }: DeedProps) {
  return (
    <Tooltip label={label} openDelay={500}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        bg={disabled ? "transparent" : undefined}
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
        {...rest}
      >
        <Icon size={17} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
