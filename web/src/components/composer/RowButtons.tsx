import { ActionIcon, Group, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconCopy, IconTrash } from "@tabler/icons-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  /** What the buttons work on, for those who only hear their names. */
  name: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: -1 | 1) => void;
  onDuplicate?: () => void;
  onRemove?: () => void;
}

/** Up, down, copy and remove for one entry of a list. */
export function RowButtons({ name, isFirst, isLast, onMove, onDuplicate, onRemove }: Props) {
  const { t } = useTranslation("composer");
  return (
    <Group gap={2} wrap="nowrap">
      {isFirst && isLast ? null : (
        <>
          <IconDeed
            icon={IconArrowUp}
            label={t("row.up", { name })}
            disabled={isFirst}
            onClick={() => onMove(-1)}
          />
          <IconDeed
            icon={IconArrowDown}
            label={t("row.down", { name })}
            disabled={isLast}
            onClick={() => onMove(1)}
          />
        </>
      )}
      {onDuplicate ? (
        <IconDeed icon={IconCopy} label={t("row.duplicate", { name })} onClick={onDuplicate} />
      ) : null}
      {onRemove ? <IconDeed icon={IconTrash} label={t("row.remove", { name })} onClick={onRemove} /> : null}
    </Group>
  );
}

interface DeedProps {
  icon: ComponentType<{ size?: number; stroke?: number }>;
  label: string;
  disabled?: boolean;
  onClick: () => void;
}

function IconDeed({ icon: Icon, label, disabled, onClick }: DeedProps) {
  return (
    <Tooltip label={label} openDelay={500}>
      <ActionIcon
        variant="subtle"
        color="gray"
        bg={disabled ? "transparent" : undefined}
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
      >
        <Icon size={17} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
