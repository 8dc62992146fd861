import { Alert, Anchor, AppShell, Box, Group, Loader, VisuallyHidden } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconHandStop, IconPlugConnectedX } from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { SearchPanel } from "@/features/search/SearchPanel";
import { LiveContext, useLiveStream } from "./live";
import { Navigation } from "./Navigation";
import classes from "./Shell.module.css";
import { useChannelId, useMe } from "./session";
import { TopBar } from "./TopBar";

/** Around every screen: navigation, top bar, bands that must not be overlooked, and the stream of changes. */
export function Shell() {
  const { t } = useTranslation("shell");
  const me = useMe();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const [isFolded, setFolded] = useLocalStorage({
    key: "enishi.menu-folded",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [isLost, setLost] = useState(false);
  const stream = useLiveStream(me.organisation.id, (isConnected) => setLost(!isConnected));
  return (
    <LiveContext value={stream}>
      <Anchor href="#main" className={classes.skip}>
        {t("skip")}
      </Anchor>
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: isFolded ? 60 : 216, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
        padding={0}
      >
        <AppShell.Header>
          <TopBar isOpen={isOpen} onToggle={toggle} isFolded={isFolded} onFold={() => setFolded(!isFolded)} />
        </AppShell.Header>
        <AppShell.Navbar aria-label={t("nav.label")}>
          <Navigation isFolded={isFolded && !isOpen} onGo={close} />
        </AppShell.Navbar>
        <AppShell.Main className={classes.main}>
          <Bands isHeld={me.organisation.is_sending_held} isLost={isLost} />
          <Box id="main" tabIndex={-1} className={classes.content}>
            <Suspense fallback={<Waiting />}>
              <Outlet />
            </Suspense>
          </Box>
        </AppShell.Main>
        <SearchPanel />
      </AppShell>
    </LiveContext>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Group justify="center" p="xl" role="status">
      <Loader size="sm" />
      <VisuallyHidden>{t("state.loading")}</VisuallyHidden>
    </Group>
  );
}

function Bands({ isHeld, isLost }: { isHeld: boolean; isLost: boolean }) {
  const { t } = useTranslation("shell");
  const channelId = String(useChannelId());
  return (
    <>
      {isHeld ? (
        <Alert color="red" variant="filled" radius={0} py={8} icon={<IconHandStop size={18} />} role="alert">
          {t("held.text")}{" "}
          <Anchor component={Link} to={`/c/${channelId}/settings/account`} c="inherit" underline="always">
            {t("held.link")}
          </Anchor>
        </Alert>
      ) : null}
      {isLost ? (
        <Alert
          color="yellow"
          variant="light"
          radius={0}
          py={8}
          icon={<IconPlugConnectedX size={18} />}
          role="status"
        >
          {t("live.lost")}
        </Alert>
      ) : null}
    </>
  );
}
