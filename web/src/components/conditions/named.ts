import { useQuery } from "@tanstack/react-query";
import { type Kind, startOf, wordIn } from "./catalogue";
import { objectsQuery } from "./inputs/objectQueries";
import type { Leaf } from "./tree";

/** A condition on one object that is found by the object's own name: 「誕生日」, 「VIP」. */
export interface Named {
  /** Stable among all options of one menu. */
  value: string;
  label: string;
  leaf: Leaf;
}

/** What people call by name when they look for a condition. */
const OBJECTS = ["field", "tag", "segment"] as const;
const MOST = 20;

/** Conditions on the fields, tags and segments whose names hold the words; none while nothing is looked for. */
export function useNamed(channelId: number, kinds: Kind[], wanted: string, language: string): Named[] {
  const enabled = wanted !== "";
  const fields = useQuery({ ...objectsQuery("field", channelId), enabled });
  const tags = useQuery({ ...objectsQuery("tag", channelId), enabled });
  const segments = useQuery({ ...objectsQuery("segment", channelId), enabled });
  if (!enabled) return [];
  const lists = { field: fields.data, tag: tags.data, segment: segments.data };
  return OBJECTS.flatMap((of) => {
    const kind = kinds.find((one) => one.kind === of);
    const input = kind?.inputs.find((one) => one.of === of);
    if (!kind || !input) return [];
    return (lists[of] ?? [])
      .filter((one) => folded(one.name).includes(wanted))
      .slice(0, MOST)
      .map((one) => ({
        value: `${of}:${one.id}`,
        label: `${wordIn(kind.name, language)}：${one.name}`,
        leaf: { ...startOf(kind), [input.name]: input.type === "objects" ? [one.id] : one.id },
      }));
  });
}

/** As words are compared: full width and half width, capitals and small letters are the same. */
export function folded(text: string): string {
  return text.normalize("NFKC").toLocaleLowerCase();
}
