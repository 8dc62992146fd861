import { IconAlertTriangle, IconCircleCheck, IconClockPause, IconHandStop } from "@tabler/icons-react";
import type { ChannelSendingOut } from "@/api/schema.gen";
import type { StatusLook } from "@/components/StatusBadge";

export const SENDING_LOOKS: Record<ChannelSendingOut["state"], StatusLook> = {
  fine: { colour: "teal", icon: IconCircleCheck },
  inactive: { colour: "gray", icon: IconHandStop },
  held: { colour: "red", icon: IconHandStop },
  refused: { colour: "red", icon: IconAlertTriangle },
  resting: { colour: "yellow", icon: IconClockPause },
  probing: { colour: "yellow", icon: IconClockPause },
  no_quota: { colour: "orange", icon: IconAlertTriangle },
};

/** States that LINE, not the shop, is the cause of: trying again may help. */
export const CAN_RETRY = new Set<ChannelSendingOut["state"]>(["refused", "resting", "probing", "no_quota"]);
