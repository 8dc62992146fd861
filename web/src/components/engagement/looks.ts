import { IconBolt, IconMoon, IconSchool, IconSeedling, IconSunset2, IconUserOff } from "@tabler/icons-react";
import type { FriendInterestOut, StandingOut } from "@/api/schema.gen";
import type { StatusLook } from "@/components/StatusBadge";

export type States = StandingOut["lifecycle"];
export type Degree = FriendInterestOut["degree"];

/** How the states of a relation look, best first. */
export const STATE_LOOKS: Record<States, StatusLook> = {
  active: { colour: "teal", icon: IconBolt },
  new: { colour: "ai", icon: IconSeedling },
  cooling: { colour: "yellow", icon: IconSunset2 },
  dormant: { colour: "orange", icon: IconMoon },
  lost: { colour: "gray", icon: IconUserOff },
  graduated: { colour: "violet", icon: IconSchool },
};

export const DEGREES: readonly Degree[] = ["high", "middle", "low"];

export const DEGREE_LOOKS: Record<Degree, StatusLook> = {
  high: { colour: "teal" },
  middle: { colour: "ai" },
  low: { colour: "gray" },
};
