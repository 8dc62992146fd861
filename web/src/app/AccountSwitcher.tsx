import { Avatar, Button, Menu, Text, VisuallyHidden } from "@mantine/core";
import { IconBuildingStore, IconCheck, IconChevronDown, IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { chooseOrganisation } from "./guard";
import { useCan, useChannel, useChannels, useMe } from "./session";

/** Which LINE account one works on, and in which organisation. */
export function AccountSwitcher() {
  const { t } = useTranslation("shell");
  const me = useMe();
  const can = useCan();
  const channels = useChannels();
  const channel = useChannel();
  const navigate = useNavigate();
  const client = useQueryClient();
  const goToOrganisation = (id: number) => {
    chooseOrganisation(client, id);
    window.location.assign("/");
  };
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          px="xs"
          maw={{ base: 168, sm: 260 }}
          leftSection={
            <Avatar src={channel.picture_url || null} name={channel.name} size={26} radius="xl" aria-hidden />
          }
          rightSection={<IconChevronDown size={14} />}
        >
          <Text truncate fw={600} size="sm" c="var(--mantine-color-text)">
            {channel.name}
          </Text>
          <VisuallyHidden>{t("account.switch")}</VisuallyHidden>
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
        <Menu.Label>{me.organisation.name}</Menu.Label>
        {channels.map((one) => (
          <Menu.Item
            key={one.id}
            leftSection={<Avatar src={one.picture_url || null} name={one.name} size={24} radius="xl" />}
            rightSection={one.id === channel.id ? <IconCheck size={16} /> : null}
            onClick={() => void navigate({ to: "/c/$channelId", params: { channelId: String(one.id) } })}
          >
            {one.name}
          </Menu.Item>
        ))}
        {can("channels.edit") ? (
          <Menu.Item leftSection={<IconPlus size={16} />} component="a" href="/setup">
            {t("account.add")}
          </Menu.Item>
        ) : null}
        {me.organisations.length > 1 ? (
          <>
            <Menu.Divider />
            <Menu.Label>{t("account.organisation")}</Menu.Label>
            {me.organisations
              .filter((one) => one.id !== me.organisation.id)
              .map((one) => (
                <Menu.Item
                  key={one.id}
                  leftSection={<IconBuildingStore size={16} />}
                  onClick={() => goToOrganisation(one.id)}
                >
                  {one.name}
                </Menu.Item>
              ))}
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
