import {
  IconBrush,
  IconChartBar,
  IconCrown,
  IconHeartHandshake,
  IconMessageCircle,
  IconShield,
} from "@tabler/icons-react";
import type { Role } from "@/api/schema.gen";
import type { StatusLook } from "@/components/StatusBadge";

export const ROLE_LOOKS: Record<Role, StatusLook> = {
  owner: { colour: "violet", icon: IconCrown },
  admin: { colour: "ai", icon: IconShield },
  operator: { colour: "teal", icon: IconBrush },
  responder: { colour: "orange", icon: IconMessageCircle },
  analyst: { colour: "gray", icon: IconChartBar },
  partner: { colour: "yellow", icon: IconHeartHandshake },
};

export type KeyState = "usable" | "expired" | "revoked";

export const KEY_LOOKS: Record<KeyState, StatusLook> = {
  usable: { colour: "teal" },
  expired: { colour: "gray" },
  revoked: { colour: "red" },
};

export function keyState(key: { revoked_at: string | null; expires_at: string | null }, now: Date): KeyState {
  if (key.revoked_at) return "revoked";
  return key.expires_at && new Date(key.expires_at) <= now ? "expired" : "usable";
}
