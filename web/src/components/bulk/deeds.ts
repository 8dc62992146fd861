import { type Block, isUntouched, newBlock } from "@/components/composer";

/** One thing to do to many friends, as the API takes it. What is not chosen yet is null. */
export interface Deed {
  do: string;
  [parameter: string]: unknown;
}

/** What has to be chosen for a deed, if anything. */
export type Asks =
  | "tag"
  | "field"
  | "field_value"
  | "field_number"
  | "scenario"
  | "mark"
  | "member"
  | "blocks";

export interface DeedKind {
  do: string;
  permission: string;
  asks: Asks | null;
}

/** By group, in the order in which they are offered. */
export const DEED_GROUPS: { group: string; kinds: DeedKind[] }[] = [
  {
    group: "tag",
    kinds: [
      { do: "add_tag", permission: "friends.edit", asks: "tag" },
      { do: "remove_tag", permission: "friends.edit", asks: "tag" },
    ],
  },
  {
    group: "field",
    kinds: [
      { do: "set_field", permission: "friends.edit", asks: "field_value" },
      { do: "add_number", permission: "friends.edit", asks: "field_number" },
      { do: "clear_field", permission: "friends.edit", asks: "field" },
    ],
  },
  {
    group: "delivery",
    kinds: [
      { do: "send", permission: "deliveries.send", asks: "blocks" },
      { do: "start_scenario", permission: "scenarios.publish", asks: "scenario" },
      { do: "stop_scenario", permission: "scenarios.publish", asks: "scenario" },
      { do: "mute", permission: "friends.edit", asks: null },
      { do: "unmute", permission: "friends.edit", asks: null },
    ],
  },
  {
    group: "talk",
    kinds: [
      { do: "set_mark", permission: "talk.reply", asks: "mark" },
      { do: "assign", permission: "talk.reply", asks: "member" },
    ],
  },
  {
    group: "list",
    kinds: [
      { do: "hide", permission: "friends.edit", asks: null },
      { do: "unhide", permission: "friends.edit", asks: null },
    ],
  },
];

const KINDS = new Map(DEED_GROUPS.flatMap(({ kinds }) => kinds.map((kind) => [kind.do, kind] as const)));

export function kindOf(deed: Deed): DeedKind | undefined {
  return KINDS.get(deed.do);
}

/** A deed with nothing chosen yet. */
export function newDeed(name: string): Deed {
  switch (KINDS.get(name)?.asks) {
    case "tag":
      return { do: name, tag_id: null };
    case "field":
      return { do: name, field_id: null };
    case "field_value":
      return { do: name, field_id: null, value: null };
    case "field_number":
      return { do: name, field_id: null, amount: null };
    case "scenario":
      return { do: name, scenario_id: null };
    case "mark":
      return { do: name, mark_id: null };
    case "member":
      return { do: name, member_id: undefined };
    case "blocks":
      return { do: name, blocks: [newBlock("text")] };
    default:
      return { do: name };
  }
}

/** Whether everything is chosen. Nobody (null) is a member to choose, an empty message is not. */
export function isComplete(deed: Deed): boolean {
  const { do: _, ...chosen } = deed;
  return Object.entries(chosen).every(([name, value]) => {
    if (name === "member_id") return value !== undefined;
    if (name === "blocks") {
      const blocks = value as Block[];
      return blocks.length > 0 && !blocks.every(isUntouched);
    }
    return value !== null && value !== "";
  });
}
