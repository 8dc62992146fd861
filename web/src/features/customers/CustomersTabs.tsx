import { Anchor, Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useChannelId } from "@/app/session";
import { useCountText } from "@/components/CountText";
import classes from "./customers.module.css";
import { matchCountQuery } from "./queries";

const PLACES = {
  list: "customers",
  matches: "customers/matches",
  orders: "orders",
  products: "products",
  settings: "customers/settings",
} as const;

/** The screens about customers, side by side. */
export function CustomersTabs({ at }: { at: keyof typeof PLACES }) {
  const { t } = useTranslation("customers");
  const channelId = useChannelId();
  const { data: waiting } = useQuery(matchCountQuery);
  const countText = useCountText();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, []);
  return (
    <nav ref={nav} className={classes.tabs} aria-label={t("tabs.label")}>
      {Object.entries(PLACES).map(([name, path]) => (
        <Anchor
          key={name}
          component={Link}
          to={`/c/${channelId}/${path}`}
          underline="never"
          activeOptions={{ exact: true, includeSearch: false }}
          aria-current={name === at ? "page" : undefined}
        >
          {t(`tabs.${name}`)}
          {name === "matches" && waiting && waiting.number > 0 ? (
            <Badge size="sm" radius="sm" component="span">
              {countText(waiting)}
            </Badge>
          ) : null}
        </Anchor>
      ))}
    </nav>
  );
}
