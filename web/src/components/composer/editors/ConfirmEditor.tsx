import { useTranslation } from "react-i18next";
import { ActionList } from "../ActionList";
import { AltText } from "../AltText";
import { LIMITS } from "../blocks";
import { PlaceholderText } from "../PlaceholderText";
import { below } from "../problems";
import type { EditorProps } from "./types";

export function ConfirmEditor({ block, problems, onChange }: EditorProps<"confirm">) {
  const { t } = useTranslation("composer");
  return (
    <>
      <PlaceholderText
        label={t("field.question")}
        value={block.text}
        limit={LIMITS.confirmText}
        unit="letters"
        minRows={2}
        required
        error={problems.text}
        onChange={(text) => onChange({ ...block, text })}
      />
      <ActionList
        value={block.actions}
        onChange={(actions) => onChange({ ...block, actions })}
        problems={below(problems, "actions")}
        min={2}
        max={2}
        name={t("button.name")}
        addLabel={t("button.add")}
      />
      <AltText
        value={block.alt_text}
        error={problems.alt_text}
        onChange={(alt_text) => onChange({ ...block, alt_text })}
      />
    </>
  );
}
