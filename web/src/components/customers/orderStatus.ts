import { IconArrowBackUp, IconCheck, IconX } from "@tabler/icons-react";
import type { OrderStatus } from "@/api/schema.gen";
import type { StatusLook } from "@/components/StatusBadge";

export const ORDER_LOOKS: Record<OrderStatus, StatusLook> = {
  paid: { colour: "teal", icon: IconCheck },
  refunded: { colour: "orange", icon: IconArrowBackUp },
  cancelled: { colour: "gray", icon: IconX },
};
