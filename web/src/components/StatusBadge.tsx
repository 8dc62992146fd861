import { Badge } from "@mantine/core";
import type { ComponentType, ReactNode } from "react";
import classes from "./StatusBadge.module.css";

/** How a state looks. Colour is never the only sign: the word is always there. */
export interface StatusLook {
  colour: "gray" | "ai" | "teal" | "yellow" | "orange" | "red" | "violet";
  icon?: ComponentType<{ size?: number; stroke?: number }>;
}

/** Each concept maps its states to looks once, in the feature's `status.ts`. */
export function StatusBadge({ look, children }: { look: StatusLook; children: ReactNode }) {
  const Icon = look.icon;
  return (
    <Badge
      className={classes.badge}
      color={look.colour}
      variant="light"
      tt="none"
      fw={600}
      radius="sm"
      leftSection={Icon ? <Icon size={12} stroke={2} /> : undefined}
    >
      {children}
    </Badge>
  );
}
