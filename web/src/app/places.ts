import {
  IconAdjustments,
  IconBolt,
  IconHome,
  IconMessageCircle,
  IconSend,
  IconTemplate,
  IconUsers,
} from "@tabler/icons-react";
import type { ComponentType } from "react";

export interface Place {
  /** Key below `shell:nav`. */
  label: string;
  /** Address below `/c/<channel>`. */
  path: string;
  permission: string;
}

export interface Section {
  label: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  places: Place[];
}

/** The left navigation, in its order. A section with one place is a link, one with several opens. */
export const SECTIONS: Section[] = [
  { label: "home", icon: IconHome, places: [{ label: "home", path: "", permission: "me.view" }] },
  {
    label: "friends",
    icon: IconUsers,
    places: [
      { label: "friendList", path: "/friends", permission: "friends.view" },
      { label: "tags", path: "/tags", permission: "tags.view" },
      { label: "fields", path: "/fields", permission: "fields.view" },
      { label: "segments", path: "/segments", permission: "segments.view" },
      { label: "customers", path: "/customers", permission: "customers.view" },
      { label: "engagement", path: "/engagement", permission: "friends.view" },
    ],
  },
  {
    label: "talk",
    icon: IconMessageCircle,
    places: [{ label: "talk", path: "/talk", permission: "talk.view" }],
  },
  {
    label: "delivery",
    icon: IconSend,
    places: [
      { label: "scenarios", path: "/scenarios", permission: "scenarios.view" },
      { label: "deliveries", path: "/deliveries", permission: "deliveries.view" },
    ],
  },
  {
    label: "automation",
    icon: IconBolt,
    places: [{ label: "replies", path: "/replies", permission: "rules.view" }],
  },
  {
    label: "content",
    icon: IconTemplate,
    places: [
      { label: "templates", path: "/templates", permission: "content.view" },
      { label: "gallery", path: "/line-gallery", permission: "content.view" },
    ],
  },
  {
    label: "settings",
    icon: IconAdjustments,
    places: [
      { label: "account", path: "/settings/account", permission: "channels.view" },
      { label: "import", path: "/import", permission: "data.import" },
      { label: "operations", path: "/operations", permission: "friends.view" },
      { label: "data", path: "/settings/data", permission: "privacy.edit" },
      { label: "members", path: "/settings/members", permission: "members.view" },
      { label: "security", path: "/settings/security", permission: "me.view" },
      { label: "apiKeys", path: "/settings/api-keys", permission: "api_keys.view" },
      { label: "audit", path: "/settings/audit", permission: "audit.view" },
    ],
  },
];
