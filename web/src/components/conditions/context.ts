import { createContext, useContext } from "react";
import type { EventOut } from "@/api/schema.gen";
import type { Kind } from "./catalogue";
import type { Problems } from "./problems";
import type { TreeNode } from "./tree";
import type { Editing } from "./useEditing";

interface Shared {
  channelId: number;
  kinds: Kind[];
  events: EventOut[];
  root: TreeNode;
  problems: Problems;
  editing: Editing;
  isReadOnly: boolean;
}

/** What every part of one editor needs. */
export const EditorContext = createContext<Shared | null>(null);

export function useEditor(): Shared {
  const shared = useContext(EditorContext);
  if (shared === null) throw new Error("outside of a ConditionEditor");
  return shared;
}
