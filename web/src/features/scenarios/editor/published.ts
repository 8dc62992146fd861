import type { StepOut } from "@/api/schema.gen";
import type { DraftStep } from "./draft";

/** For each step of the draft its place in the published version, or null if it is new or was changed. */
export function placesInVersion(steps: DraftStep[], published: StepOut[] | undefined): (number | null)[] {
  const free = new Map((published ?? []).map((step, index) => [index, fingerprint(step)]));
  return steps.map((step) => {
    const wanted = fingerprint(step);
    const found = [...free].find(([, one]) => one === wanted);
    if (!found) return null;
    free.delete(found[0]);
    return found[0];
  });
}

/** Whether publishing the draft would change what friends who enter from now on get. */
export function isChanged(steps: DraftStep[], published: StepOut[] | undefined): boolean {
  const places = placesInVersion(steps, published);
  return places.length !== (published ?? []).length || places.some((place, index) => place !== index);
}

function fingerprint({ timing, blocks }: Pick<StepOut, "timing" | "blocks">): string {
  return JSON.stringify([sorted(timing), sorted(blocks)]);
}

/** The same value with its keys in order and without empty lists and texts, which mean what is left out. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== "" && !(Array.isArray(part) && part.length === 0))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
