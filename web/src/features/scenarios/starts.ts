import type { TFunction } from "i18next";
import type { RuleIn, RuleOut, TagOut } from "@/api/schema.gen";

export type Trigger = RuleIn["trigger"];

/** The rules whose actions put friends into the scenario. */
export function startsOf(rules: RuleOut[], scenarioId: number): RuleOut[] {
  return rules.filter((rule) =>
    rule.actions.some((action) => action.do === "start_scenario" && action.scenario_id === scenarioId),
  );
}

/** "When somebody adds the account for the first time", in words. */
export function startText(
  rule: Pick<RuleOut, "trigger">,
  tags: Pick<TagOut, "id" | "name">[],
  t: TFunction<"scenarios">,
  segments: Pick<TagOut, "id" | "name">[] = [],
): string {
  const trigger = rule.trigger as unknown as Trigger;
  switch (trigger.kind) {
    case "follow":
      return t(`start.follow.${trigger.case}`);
    case "tag_added":
      return t("start.tag", { tag: tags.find((tag) => tag.id === trigger.tag_id)?.name ?? "—" });
    case "tag_removed":
      return t("start.tagRemoved", { tag: tags.find((tag) => tag.id === trigger.tag_id)?.name ?? "—" });
    case "keyword":
      return t("start.keyword", { words: trigger.words.join(t("start.join")) });
    case "any_message":
      return t("start.anyMessage");
    case "segment_entered":
    case "segment_left": {
      const segment = segments.find((one) => one.id === trigger.segment_id)?.name ?? "—";
      return t(trigger.kind === "segment_entered" ? "start.segmentEntered" : "start.segmentLeft", {
        segment,
      });
    }
    case "postback":
      return t("start.postback");
  }
}
