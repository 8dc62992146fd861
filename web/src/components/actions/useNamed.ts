import { useQuery } from "@tanstack/react-query";
import { useCan } from "@/app/session";
import { fieldsQuery } from "@/components/fields";
import { useMarkName } from "@/components/useMarkName";
import {
  markNamesQuery,
  memberNamesQuery,
  purposeNamesQuery,
  scenarioNamesQuery,
  tagNamesQuery,
} from "./names";

export type Named = { id: number; name: string; isGone?: boolean }[];

/** What actions choose from, by the type of input; what the person may not see is missing. */
export function useNamed(channelId: number): Partial<Record<string, Named>> {
  const can = useCan();
  const markName = useMarkName();
  const tags = useQuery({ ...tagNamesQuery, enabled: can("tags.view") }).data;
  const scenarios = useQuery({ ...scenarioNamesQuery(channelId), enabled: can("scenarios.view") }).data;
  const fields = useQuery({ ...fieldsQuery, enabled: can("fields.view") }).data;
  const marks = useQuery({ ...markNamesQuery, enabled: can("talk.view") }).data;
  const members = useQuery({ ...memberNamesQuery(channelId), enabled: can("talk.view") }).data;
  const purposes = useQuery({ ...purposeNamesQuery, enabled: can("friends.view") }).data;
  return {
    tag: tags,
    purpose: purposes,
    scenario: scenarios?.map((one) => ({ id: one.id, name: one.name, isGone: one.state === "archived" })),
    field: fields?.map((one) => ({ id: one.id, name: one.name })),
    mark: marks?.map((one) => ({ id: one.id, name: markName(one.name) })),
    member: members?.map((one) => ({ id: one.member_id, name: one.name })),
  };
}
