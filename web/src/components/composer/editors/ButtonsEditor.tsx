import { AltText } from "../AltText";
import { LIMITS } from "../blocks";
import { CardFields } from "../CardFields";
import type { EditorProps } from "./types";

export function ButtonsEditor({ block, problems, onChange }: EditorProps<"buttons">) {
  return (
    <>
      <CardFields
        value={block}
        onChange={(card) => onChange({ ...block, ...card })}
        problems={problems}
        textLimit={LIMITS.buttonsText}
        maxButtons={LIMITS.buttons}
      />
      <AltText
        value={block.alt_text}
        error={problems.alt_text}
        onChange={(alt_text) => onChange({ ...block, alt_text })}
      />
    </>
  );
}
