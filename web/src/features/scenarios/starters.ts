import {
  IconBook2,
  IconHandStop,
  IconHeartHandshake,
  type IconProps,
  IconScissors,
  IconShoppingBag,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { StepIn } from "@/api/schema.gen";
import type { Trigger } from "./starts";

type Timing = StepIn["timing"];

export interface Starter {
  /** Key below `scenarios:starter`. */
  key: string;
  icon: ComponentType<IconProps>;
  timings: Timing[];
  /** What starts it, where the kind of scenario leaves no choice. */
  trigger?: Trigger;
}

const day = (number: number, at: string): Timing => ({ mode: "on_day", day: number, at, if_past: "skip" });
const AT_ONCE: Timing = { mode: "at_once" };

/** Ready drafts: timings here, words in the texts (`starter.<key>.steps.<index>`). */
export const STARTERS: Starter[] = [
  {
    key: "welcome",
    icon: IconHeartHandshake,
    timings: [AT_ONCE, day(1, "10:00"), day(3, "19:00")],
    trigger: { kind: "follow", case: "new" },
  },
  {
    key: "purchase",
    icon: IconShoppingBag,
    timings: [AT_ONCE, day(3, "12:00"), day(14, "12:00")],
  },
  {
    key: "salon",
    icon: IconScissors,
    timings: [day(1, "18:00"), day(30, "12:00"), day(45, "12:00")],
  },
  {
    key: "document",
    icon: IconBook2,
    timings: [AT_ONCE, day(2, "10:00"), day(7, "10:00")],
  },
  {
    key: "dormant",
    icon: IconHandStop,
    timings: [AT_ONCE, day(7, "12:00")],
  },
];

/** The starter's steps with their words. `t` reads below `starter.<key>`. */
export function starterSteps(starter: Starter, t: (path: string) => string): StepIn[] {
  return starter.timings.map((timing, index) => ({
    name: t(`steps.${index}.name`),
    timing,
    blocks: [{ kind: "text", text: t(`steps.${index}.text`), quick_replies: [] }],
  }));
}

/** "Welcome", or "Welcome 2" where the first is taken. */
export function freeName(wanted: string, taken: string[]): string {
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number++) {
    const name = `${wanted} ${number}`;
    if (!taken.includes(name)) return name;
  }
}
