import { NavLink, ScrollArea, Stack } from "@mantine/core";
import { IconDeviceMobile } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { TalkBadge } from "@/features/talk/TalkBadge";
import { SECTIONS, type Section } from "./places";
import { useCan, useChannel } from "./session";

interface Props {
  isFolded: boolean;
  onGo: () => void;
}

/** The sections that the signed-in person may open. */
export function Navigation({ isFolded, onGo }: Props) {
  const { t } = useTranslation("shell");
  const can = useCan();
  const channel = useChannel();
  const sections = SECTIONS.map((section) => ({
    ...section,
    places: section.places.filter((place) => can(place.permission)),
  })).filter((section) => section.places.length > 0);
  return (
    <ScrollArea h="100%" type="auto" scrollbarSize={6}>
      <Stack gap={2} p="xs">
        {sections.map((section) => (
          <SectionLinks key={section.label} section={section} isFolded={isFolded} onGo={onGo} />
        ))}
        {channel.phone_url ? (
          <NavLink
            component="a"
            href={channel.phone_url}
            target="enishi-phone"
            leftSection={<IconDeviceMobile size={18} stroke={1.6} aria-hidden />}
            label={isFolded ? undefined : t("nav.phone")}
            aria-label={isFolded ? t("nav.phone") : undefined}
          />
        ) : null}
      </Stack>
    </ScrollArea>
  );
}

function SectionLinks({ section, isFolded, onGo }: Props & { section: Section }) {
  const { t } = useTranslation("shell");
  const channelId = String(useChannel().id);
  const here = useRouterState({ select: (state) => state.location.pathname });
  const addressOf = (path: string) => `/c/${channelId}${path || "/"}`;
  const isHere = (path: string) =>
    path === "" ? here.replace(/\/$/, "") === `/c/${channelId}` : here.startsWith(addressOf(path));
  const Icon = section.icon;
  const icon = <Icon size={18} stroke={1.6} aria-hidden />;
  const first = section.places[0];
  if (!first) return null;
  if (first.label === section.label || isFolded) {
    return (
      <NavLink
        component={Link}
        to={addressOf(first.path)}
        activeOptions={{ exact: first.path === "" }}
        onClick={onGo}
        leftSection={icon}
        label={isFolded ? undefined : t(`nav.${section.label}`)}
        aria-label={isFolded ? t(`nav.${section.label}`) : undefined}
        title={isFolded ? t(`nav.${section.label}`) : undefined}
        active={section.places.some((place) => isHere(place.path))}
        rightSection={section.label === "talk" ? <TalkBadge isFolded={isFolded} /> : undefined}
      />
    );
  }
  return (
    <NavLink
      component="button"
      leftSection={icon}
      label={t(`nav.${section.label}`)}
      defaultOpened={section.label !== "settings" || section.places.some((place) => isHere(place.path))}
      childrenOffset={28}
    >
      {section.places.map((place) => (
        <NavLink
          key={place.path}
          component={Link}
          to={addressOf(place.path)}
          onClick={onGo}
          label={t(`nav.${place.label}`)}
          active={isHere(place.path)}
          py={6}
        />
      ))}
    </NavLink>
  );
}
