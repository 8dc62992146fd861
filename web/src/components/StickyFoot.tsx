import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./StickyFoot.module.css";

/** The buttons below a long form, in sight however far it has scrolled. */
export function StickyFoot({ isOnPage, children }: { isOnPage?: boolean; children: ReactNode }) {
  return (
    <Group justify="flex-end" className={isOnPage ? `${classes.foot} ${classes.onPage}` : classes.foot}>
      {children}
    </Group>
  );
}
