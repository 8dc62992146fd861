import {
  ActionIcon,
  Avatar,
  Menu,
  SegmentedControl,
  Text,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { IconLogout, IconShieldLock } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { signOut } from "@/features/signin/signOut";
import { chooseLanguage, type Language } from "./i18n";
import { useChannelId, useMe } from "./session";

/** The signed-in person: language, light and dark, security, sign out. */
export function ProfileMenu() {
  const { t, i18n } = useTranslation("shell");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const me = useMe();
  const channelId = String(useChannelId());
  return (
    <Menu position="bottom-end" width={260} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" radius="xl" size="lg">
          <Avatar name={me.user?.name ?? me.label} size={28} radius="xl" color="initials" aria-hidden />
          <VisuallyHidden>{t("profile.label")}</VisuallyHidden>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {me.user?.name ?? me.label}
          </Text>
          <Text size="xs" truncate>
            {me.user?.email}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t("profile.language")}</Menu.Label>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t("profile.language")}
          value={i18n.language}
          onChange={(value) => void chooseLanguage(value as Language)}
          data={[
            { value: "ja", label: "日本語" },
            { value: "en", label: "English" },
          ]}
        />
        <Menu.Label>{t("profile.theme")}</Menu.Label>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t("profile.theme")}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as "light" | "dark" | "auto")}
          data={(["auto", "light", "dark"] as const).map((value) => ({
            value,
            label: t(`profile.${value}`),
          }))}
        />
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconShieldLock size={16} />}
          component={Link}
          to={`/c/${channelId}/settings/security`}
        >
          {t("nav.security")}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t("profile.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
