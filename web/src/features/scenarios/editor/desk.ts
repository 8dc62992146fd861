import type { RuleOut, ScenarioDetailOut, StepNumbersOut, TagOut } from "@/api/schema.gen";
import type { NamedSegment } from "@/components/segments/segmentNames";
import type { DraftDesk } from "./useDraft";

/** What the panel shows. */
export type Chosen = { at: "overview" } | { at: "start" } | { at: "step"; key: string };

/** Everything that the parts of the editor share. */
export interface Desk {
  detail: ScenarioDetailOut;
  desk: DraftDesk;
  /** For each step of the draft: what keeps it from being published, counted. */
  problemCounts: number[];
  /** For each step of the draft: its place in the published version, or null. */
  places: (number | null)[];
  numbers: StepNumbersOut[];
  starts: RuleOut[];
  startTexts: string[];
  tags: TagOut[];
  segments: NamedSegment[];
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
  insert: (index: number) => void;
  mayEdit: boolean;
}
