import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconHelpCircle,
  IconPlayerPause,
} from "@tabler/icons-react";
import type { TalkMessageOut } from "@/api/schema.gen";
import type { StatusLook } from "@/components/StatusBadge";

/** What became of a message of ours. */
export const SENT_LOOKS: Record<TalkMessageOut["state"], StatusLook> = {
  "": { colour: "gray" },
  sent: { colour: "gray", icon: IconCheck },
  waiting: { colour: "ai", icon: IconClock },
  held: { colour: "yellow", icon: IconPlayerPause },
  skipped: { colour: "red", icon: IconAlertTriangle },
  failed: { colour: "red", icon: IconAlertTriangle },
  unknown: { colour: "orange", icon: IconHelpCircle },
};

/** Colours that a mark may have, in the order in which they are offered. */
export const MARK_COLOURS = [
  "red",
  "orange",
  "yellow",
  "green",
  "teal",
  "blue",
  "violet",
  "pink",
  "gray",
] as const;
