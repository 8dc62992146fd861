import { ActionIcon, Button, Indicator, Menu, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconBolt,
  IconBoltOff,
  IconClock,
  IconHandStop,
  IconMailOff,
  IconServerOff,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call, type Fault } from "./control";
import { useFaults } from "./queries";

/** What can go wrong with the real LINE, on demand. The names are those of the simulator's faults. */
const TROUBLES = [
  { key: "busy", icon: IconHandStop, fault: { action: "status", status: 429, times: 5 } },
  { key: "slow", icon: IconClock, fault: { action: "delay", delay_seconds: 3, times: 10 } },
  { key: "lost", icon: IconMailOff, fault: { action: "drop", when: "after", times: 1 } },
  { key: "down", icon: IconServerOff, fault: { action: "status", status: 503 } },
] as const;

const isActive = (fault: Fault) => fault.times === null || fault.hits < fault.times;

/** Lets LINE misbehave, to see what Enishi does then. */
export function TroubleMenu({ isNarrow }: { isNarrow: boolean }) {
  const { t } = useTranslation("phone");
  const client = useQueryClient();
  const active = (useFaults().data ?? []).filter(isActive);
  const refetch = () => client.invalidateQueries({ queryKey: ["faults"] });
  const add = useMutation({
    mutationFn: ({ fault }: (typeof TROUBLES)[number]) =>
      call("POST", "/faults", { endpoint: "*", ...fault }),
    onSuccess: (_, { key }) => {
      notifications.show({ color: "orange", message: t(`trouble.${key}Done`) });
      return refetch();
    },
  });
  const clear = useMutation({
    mutationFn: () => call("DELETE", "/faults"),
    onSuccess: () => {
      notifications.show({ message: t("trouble.cleared") });
      return refetch();
    },
  });
  return (
    <Menu position="bottom-end" width={320}>
      <Indicator disabled={active.length === 0} color="orange" label={active.length} size={18}>
        <Menu.Target>
          {isNarrow ? (
            <ActionIcon size="lg" variant="default" aria-label={t("trouble.title")}>
              <IconBolt size={20} />
            </ActionIcon>
          ) : (
            <Button variant="default" leftSection={<IconBolt size={18} />}>
              {t("trouble.title")}
            </Button>
          )}
        </Menu.Target>
      </Indicator>
      <Menu.Dropdown>
        <Menu.Label>{t("trouble.text")}</Menu.Label>
        {TROUBLES.map((trouble) => (
          <Menu.Item
            key={trouble.key}
            leftSection={<trouble.icon size={18} aria-hidden />}
            onClick={() => add.mutate(trouble)}
          >
            {t(`trouble.${trouble.key}`)}
            <Text size="xs" c="dimmed">
              {t(`trouble.${trouble.key}Text`)}
            </Text>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconBoltOff size={18} aria-hidden />}
          disabled={active.length === 0}
          onClick={() => clear.mutate()}
        >
          {t("trouble.clear")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
