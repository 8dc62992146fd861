import { IconArchive, IconPencil, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import type { ScenarioState } from "@/api/schema.gen";
import type { StatusLook } from "@/components/StatusBadge";

export const SCENARIO_LOOKS: Record<ScenarioState, StatusLook> = {
  draft: { colour: "gray", icon: IconPencil },
  active: { colour: "teal", icon: IconPlayerPlay },
  paused: { colour: "yellow", icon: IconPlayerPause },
  archived: { colour: "gray", icon: IconArchive },
};
