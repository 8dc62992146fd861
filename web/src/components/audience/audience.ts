import type { RecipientsIn } from "@/api/schema.gen";
import type { Tree } from "../conditions";

export const WAYS = ["everyone", "tag", "segment", "condition"] as const;
export type Way = (typeof WAYS)[number];

/** Whom a message for many is for, as it is being chosen: what each way holds is kept while another is looked at. */
export interface Audience {
  way: Way;
  tagId: number | null;
  segmentId: number | null;
  condition: Tree | null;
  /** Left out, whoever they are. */
  withoutTags: number[];
  withoutSegments: number[];
  withoutCondition: Tree | null;
}

export const everybody: Audience = {
  way: "everyone",
  tagId: null,
  segmentId: null,
  condition: null,
  withoutTags: [],
  withoutSegments: [],
  withoutCondition: null,
};

/** As the API takes it; null while something is still to be chosen. */
export function recipientsOf(audience: Audience): RecipientsIn | null {
  const included = includedBy(audience);
  if (included === null) return null;
  const { withoutTags, withoutSegments, withoutCondition } = audience;
  if (withoutTags.length === 0 && withoutSegments.length === 0 && withoutCondition === null) return included;
  return {
    ...included,
    exclude: {
      friend_ids: [],
      tag_ids: withoutTags,
      segment_ids: withoutSegments,
      condition: withoutCondition,
    },
  };
}

function includedBy({ way, tagId, segmentId, condition }: Audience): RecipientsIn | null {
  if (way === "everyone") return { everyone: true };
  if (way === "tag") return tagId === null ? null : { tag_id: tagId };
  if (way === "segment") return segmentId === null ? null : { segment_id: segmentId };
  return condition === null ? null : { condition };
}
