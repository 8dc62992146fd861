import { ActionIcon, Box, Burger, Button, Group, Kbd, Tooltip } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { NoticesBell } from "@/features/notices/NoticesBell";
import { openSearch } from "@/features/search/SearchPanel";
import { AccountSwitcher } from "./AccountSwitcher";
import { ProfileMenu } from "./ProfileMenu";
import { QuotaGauge } from "./QuotaGauge";

interface Props {
  isOpen: boolean;
  onToggle: () => void;
  isFolded: boolean;
  onFold: () => void;
}

export function TopBar({ isOpen, onToggle, isFolded, onFold }: Props) {
  const { t } = useTranslation("shell");
  const FoldIcon = isFolded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <Group h="100%" px="xs" gap="xs" wrap="nowrap" justify="space-between">
      <Group gap="xs" wrap="nowrap" miw={0}>
        <Burger
          opened={isOpen}
          onClick={onToggle}
          hiddenFrom="sm"
          size="sm"
          aria-label={t(isOpen ? "nav.close" : "nav.open")}
        />
        <Tooltip label={t(isFolded ? "nav.expand" : "nav.collapse")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            visibleFrom="sm"
            onClick={onFold}
            aria-label={t(isFolded ? "nav.expand" : "nav.collapse")}
          >
            <FoldIcon size={20} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <AccountSwitcher />
      </Group>
      <Group gap="xs" wrap="nowrap">
        <Button
          variant="default"
          size="xs"
          visibleFrom="md"
          leftSection={<IconSearch size={16} />}
          rightSection={<Kbd size="xs">Ctrl K</Kbd>}
          onClick={openSearch}
          fw={400}
        >
          {t("search.hint")}
        </Button>
        <ActionIcon
          variant="subtle"
          color="gray"
          hiddenFrom="md"
          onClick={openSearch}
          aria-label={t("search.open")}
        >
          <IconSearch size={20} stroke={1.6} />
        </ActionIcon>
        <Box visibleFrom="md">
          <QuotaGauge />
        </Box>
        <NoticesBell />
        <ProfileMenu />
      </Group>
    </Group>
  );
}
