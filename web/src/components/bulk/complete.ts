import type { ActionKindOut } from "@/api/schema.gen";
import type { ActionSpec } from "@/components/actions";
import { type Block, isUntouched } from "@/components/composer";

/** Whether everything that must be chosen is, so that it makes sense to ask what would happen. */
export function isComplete(spec: ActionSpec, kinds: readonly ActionKindOut[]): boolean {
  const kind = kinds.find((one) => one.do === spec.do);
  if (!kind) return false;
  return kind.inputs.every((input) => {
    const value = spec[input.name];
    if (input.type === "blocks") {
      const blocks = value as Block[];
      return blocks.length > 0 && !blocks.every(isUntouched);
    }
    return !input.is_required || (value !== null && value !== undefined && value !== "");
  });
}
