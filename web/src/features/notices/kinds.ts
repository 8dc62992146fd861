import {
  IconBell,
  IconFileExport,
  IconGauge,
  IconKeyOff,
  IconMessageX,
  IconPlayerPause,
  IconProgressX,
  IconTag,
  IconTagOff,
  IconUserPlus,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { NoticeOut } from "@/api/schema.gen";

interface Look {
  icon: ComponentType<{ size?: number; stroke?: number }>;
  colour: string;
  /** Where it is mended, below `/c/<channel>`. */
  path: string;
}

const LOOKS: Record<string, Look> = {
  dispatch_paused: { icon: IconPlayerPause, colour: "red", path: "/deliveries" },
  intake_failed: { icon: IconMessageX, colour: "orange", path: "/settings/account" },
  credential_refused: { icon: IconKeyOff, colour: "red", path: "/settings/account" },
  quota_low: { icon: IconGauge, colour: "yellow", path: "/settings/account" },
  quota_out: { icon: IconGauge, colour: "red", path: "/settings/account" },
  data_exported: { icon: IconFileExport, colour: "blue", path: "/settings/audit" },
  person_disclosed: { icon: IconFileExport, colour: "blue", path: "/settings/audit" },
  customer_disclosed: { icon: IconFileExport, colour: "blue", path: "/settings/audit" },
  operation_failed: { icon: IconProgressX, colour: "red", path: "/operations" },
  tag_full: { icon: IconTagOff, colour: "yellow", path: "/tags" },
  tag_retires: { icon: IconTag, colour: "orange", path: "/tags/stock-taking" },
  member_joined: { icon: IconUserPlus, colour: "teal", path: "/settings/members" },
};

/** The words below `notices:kind` and the look; a kind of a newer server is told plainly. */
export function lookOf(notice: NoticeOut): Look & { key: string } {
  const key = notice.kind === "quota_low" && notice.params.is_used_up ? "quota_out" : notice.kind;
  const look = LOOKS[key];
  return look ? { ...look, key } : { icon: IconBell, colour: "gray", path: "", key: "unknown" };
}

/** Where a notice leads: to its own channel, else to the one that is chosen. */
export function addressOf(notice: NoticeOut, channelId: number): string {
  return `/c/${notice.channel_id ?? channelId}${lookOf(notice).path || "/"}`;
}
