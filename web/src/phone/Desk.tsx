import { Alert, AppShell, Button, Drawer } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconDeviceMobilePlus, IconPlugConnectedX, IconUserPlus } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/EmptyState";
import { AddPhone } from "./AddPhone";
import styles from "./desk.module.css";
import { Handset } from "./Handset";
import { MOST_PHONES, useOpenPhones } from "./openPhones";
import { PhoneTabs } from "./PhoneTabs";
import { useChanges } from "./queries";
import { TopBar } from "./TopBar";
import { Traffic } from "./Traffic";

/** The desk with the virtual phones on it, the clock above and what passes between LINE and Enishi at the side. */
export function Desk() {
  const { t } = useTranslation("phone");
  const isConnected = useChanges();
  const isNarrow = useMediaQuery("(max-width: 48em)", window.innerWidth <= 768, {
    getInitialValueInEffect: false,
  });
  const { phones, open, close } = useOpenPhones();
  const [adding, { open: startAdding, close: stopAdding }] = useDisclosure(false);
  const [traffic, { toggle: toggleTraffic, close: closeTraffic }] = useDisclosure(false);
  const [front, setFront] = useState<string | undefined>(phones[0]?.userId);
  const shown = isNarrow ? phones.filter((phone) => phone.userId === (front ?? phones[0]?.userId)) : phones;

  useEffect(() => {
    document.title = t("title");
  }, [t]);

  function added(userId: string, channelId: string | null) {
    open(userId, channelId);
    setFront(userId);
    stopAdding();
  }

  function closed(userId: string) {
    close(userId);
    setFront(phones.find((phone) => phone.userId !== userId)?.userId);
  }

  return (
    <AppShell
      header={{ height: isNarrow ? 104 : 56 }}
      aside={{ width: 460, breakpoint: "sm", collapsed: { desktop: !traffic, mobile: true } }}
    >
      <AppShell.Header>
        <TopBar
          isNarrow={isNarrow}
          isTrafficOpen={traffic}
          onTraffic={toggleTraffic}
          onAdd={phones.length < MOST_PHONES ? startAdding : undefined}
        />
      </AppShell.Header>
      <AppShell.Main className={styles.main}>
        {isConnected ? null : (
          <Alert color="red" icon={<IconPlugConnectedX size={18} />} m="sm" role="status">
            {t("disconnected")}
          </Alert>
        )}
        {isNarrow && phones.length > 1 ? (
          <PhoneTabs phones={phones} front={front ?? phones[0]?.userId ?? ""} onFront={setFront} />
        ) : null}
        <div className={styles.desk}>
          {shown.map((phone) => (
            <Handset
              key={phone.userId}
              phone={phone}
              onGo={(channelId) => open(phone.userId, channelId)}
              onClose={() => closed(phone.userId)}
            />
          ))}
          {phones.length === 0 ? (
            <div className={styles.empty}>
              <EmptyState icon={IconDeviceMobilePlus} title={t("empty.title")} text={t("empty.text")}>
                <Button leftSection={<IconUserPlus size={18} />} onClick={startAdding}>
                  {t("empty.action")}
                </Button>
              </EmptyState>
            </div>
          ) : null}
        </div>
      </AppShell.Main>
      {isNarrow ? (
        <Drawer
          opened={traffic}
          onClose={closeTraffic}
          title={t("traffic.title")}
          position="bottom"
          size="90%"
          closeButtonProps={{ "aria-label": t("common:action.close") }}
        >
          <Traffic phones={phones} />
        </Drawer>
      ) : (
        <AppShell.Aside aria-label={t("traffic.title")}>
          {traffic ? <Traffic phones={phones} /> : null}
        </AppShell.Aside>
      )}
      <AddPhone opened={adding} onClose={stopAdding} onAdded={added} />
    </AppShell>
  );
}
