import { IconBan, IconUserCheck } from "@tabler/icons-react";
import type { FriendStatus } from "@/api/schema.gen";
import type { StatusLook } from "@/components/StatusBadge";

export const FRIEND_LOOKS: Record<FriendStatus, StatusLook> = {
  following: { colour: "teal", icon: IconUserCheck },
  blocked: { colour: "red", icon: IconBan },
};
