import { Button, Menu, SimpleGrid, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type BlockKind, KINDS, MAX_BLOCKS } from "./blocks";
import classes from "./composer.module.css";
import { KIND_ICONS } from "./kinds";

interface Props {
  kinds?: readonly BlockKind[];
  isFirst: boolean;
  isFull: boolean;
  onAdd: (kind: BlockKind) => void;
}

/** Chooses what comes next: all kinds as tiles for the first bubble, a menu afterwards. */
export function AddBlock({ kinds = KINDS, isFirst, isFull, onAdd }: Props) {
  const { t } = useTranslation("composer");
  if (isFirst) {
    return (
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t("add.first")}
        </Text>
        <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="xs">
          {kinds.map((kind) => {
            const Icon = KIND_ICONS[kind];
            return (
              <UnstyledButton key={kind} className={classes.tile} onClick={() => onAdd(kind)}>
                <Icon size={22} stroke={1.5} />
                <span>
                  <Text size="sm" fw={600} component="span" display="block">
                    {t(`kind.${kind}`)}
                  </Text>
                  <Text size="xs" c="dimmed" component="span" display="block">
                    {t(`kindHint.${kind}`)}
                  </Text>
                </span>
              </UnstyledButton>
            );
          })}
        </SimpleGrid>
      </Stack>
    );
  }
  if (isFull) {
    return (
      <Text size="sm" c="dimmed">
        {t("add.full", { count: MAX_BLOCKS })}
      </Text>
    );
  }
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={16} />} className={classes.add}>
          {t("add.more")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => {
          const Icon = KIND_ICONS[kind];
          return (
            <Menu.Item key={kind} leftSection={<Icon size={18} stroke={1.5} />} onClick={() => onAdd(kind)}>
              {t(`kind.${kind}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
