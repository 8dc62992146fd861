import {
  IconActivity,
  IconBan,
  IconBell,
  IconBellOff,
  IconChartPie,
  IconClockPause,
  IconEye,
  IconEyeOff,
  IconFlag,
  IconForms,
  IconHandClick,
  IconHelpCircle,
  IconId,
  IconLink,
  IconMapPin,
  IconMessage,
  IconMessageOff,
  IconPlayerPlay,
  IconPlug,
  IconReceiptRefund,
  IconSend,
  IconSendOff,
  IconShieldCheck,
  IconShieldX,
  IconShoppingBag,
  IconShoppingBagX,
  IconSitemap,
  IconTag,
  IconUserPlus,
} from "@tabler/icons-react";
import type { ComponentType } from "react";

interface Look {
  icon: ComponentType<{ size?: number; stroke?: number }>;
  colour: string;
}

const LOOKS: Record<string, Look> = {
  "message.received": { icon: IconMessage, colour: "ai" },
  "message.edited": { icon: IconMessage, colour: "ai" },
  "message.unsent": { icon: IconMessageOff, colour: "gray" },
  "message.sent": { icon: IconSend, colour: "teal" },
  "message.held": { icon: IconClockPause, colour: "yellow" },
  "message.skipped": { icon: IconSendOff, colour: "orange" },
  "message.failed": { icon: IconSendOff, colour: "red" },
  "message.unknown": { icon: IconHelpCircle, colour: "orange" },
  "postback.received": { icon: IconHandClick, colour: "ai" },
  "friend.followed": { icon: IconUserPlus, colour: "teal" },
  "friend.discovered": { icon: IconUserPlus, colour: "teal" },
  "friend.blocked": { icon: IconBan, colour: "red" },
  "visibility.hidden": { icon: IconEyeOff, colour: "gray" },
  "visibility.shown": { icon: IconEye, colour: "teal" },
  "visibility.muted": { icon: IconBellOff, colour: "orange" },
  "visibility.unmuted": { icon: IconBell, colour: "teal" },
  "tag.added": { icon: IconTag, colour: "violet" },
  "tag.full": { icon: IconTag, colour: "orange" },
  "tag.removed": { icon: IconTag, colour: "gray" },
  "field.changed": { icon: IconForms, colour: "blue" },
  "segment.entered": { icon: IconChartPie, colour: "violet" },
  "segment.left": { icon: IconChartPie, colour: "gray" },
  "scenario.entered": { icon: IconSitemap, colour: "violet" },
  "order.placed": { icon: IconShoppingBag, colour: "teal" },
  "order.refunded": { icon: IconReceiptRefund, colour: "orange" },
  "order.cancelled": { icon: IconShoppingBagX, colour: "gray" },
  "scenario.left": { icon: IconSitemap, colour: "gray" },
  "consent.given": { icon: IconShieldCheck, colour: "teal" },
  "consent.withdrawn": { icon: IconShieldX, colour: "orange" },
  "lifecycle.changed": { icon: IconActivity, colour: "violet" },
  "video.completed": { icon: IconPlayerPlay, colour: "ai" },
  "account.linked": { icon: IconLink, colour: "teal" },
  "beacon.detected": { icon: IconMapPin, colour: "blue" },
  "membership.changed": { icon: IconId, colour: "blue" },
};

/** Every kind of fact that has a name of its own; those of other systems are called by theirs. */
export const KNOWN_KINDS = Object.keys(LOOKS);

/** How one kind of fact looks on the timeline. */
export function lookOf(kind: string): Look {
  if (kind.startsWith("external.")) return { icon: IconPlug, colour: "blue" };
  return LOOKS[kind] ?? { icon: IconFlag, colour: "gray" };
}
