import type { TFunction } from "i18next";
import type { RuleIn, RuleOut, StepIn } from "@/api/schema.gen";

export type Trigger = RuleIn["trigger"];
export type Hours = NonNullable<Extract<Trigger, { kind: "keyword" }>["hours"]>;
export type Block = StepIn["blocks"][number];

/** Of these only the first rule that matches answers. */
export function isAnswer(trigger: Trigger): trigger is Extract<Trigger, { kind: "keyword" | "any_message" }> {
  return trigger.kind === "keyword" || trigger.kind === "any_message";
}

export const triggerOf = (rule: RuleOut) => rule.trigger as unknown as Trigger;

export function asIn(rule: RuleOut): RuleIn {
  const { channel_id, name, condition, actions, position, is_active } = rule;
  return { channel_id, name, trigger: triggerOf(rule), condition, actions, position, is_active };
}

type Named = { id: number; name: string }[];

/** What sets the rule off, in words. */
export function triggerText(
  trigger: Trigger,
  tags: Named,
  t: TFunction<"replies">,
  segments: Named = [],
): string {
  switch (trigger.kind) {
    case "keyword":
      return t(`trigger.keyword.${trigger.match ?? "exact"}`, {
        words: trigger.words.join(t("trigger.join")),
      });
    case "any_message":
      return t("trigger.anyMessage");
    case "follow":
      return t(`trigger.follow.${trigger.case}`);
    case "tag_added":
      return t("trigger.tag", { tag: nameIn(tags, trigger.tag_id) });
    case "tag_removed":
      return t("trigger.tagRemoved", { tag: nameIn(tags, trigger.tag_id) });
    case "segment_entered":
    case "segment_left":
      return t(`trigger.${trigger.kind}`, { segment: nameIn(segments, trigger.segment_id) });
    case "postback":
      return t("trigger.postback", { data: trigger.data });
  }
}

/** "Mon to Fri, 18:00–09:00 the next day", in words. */
export function hoursText(hours: Hours, t: TFunction<"replies">): string {
  const days =
    hours.weekdays.length === 7
      ? t("hours.everyDay")
      : [...hours.weekdays]
          .sort()
          .map((day) => t(`hours.day.${day}`))
          .join(t("hours.and"));
  if (hours.start === hours.end) return t("hours.wholeDay", { days });
  const key = hours.end <= hours.start ? "hours.overnight" : "hours.span";
  return t(key, { days, start: hours.start, end: hours.end });
}

/** "one hour", in words. */
export function restText(minutes: number, t: TFunction<"replies">): string {
  if (minutes % 1440 === 0) return t("rest.days", { count: minutes / 1440 });
  if (minutes % 60 === 0) return t("rest.hours", { count: minutes / 60 });
  return t("rest.minutes", { count: minutes });
}

function nameIn(list: Named, id: number | null): string {
  return list.find((one) => one.id === id)?.name ?? "—";
}

/** The order of answers with a new one in it: before the first that answers everything, else at the end. */
export function placed(answers: RuleOut[], made: RuleOut): number[] {
  const others = answers.filter((rule) => rule.id !== made.id);
  const catchAll = others.findIndex((rule) => rule.trigger_kind === "any_message");
  const at = made.trigger_kind === "any_message" || catchAll < 0 ? others.length : catchAll;
  return others.toSpliced(at, 0, made).map((rule) => rule.id);
}
