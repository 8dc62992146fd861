import { Select, SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Action, LIMITS } from "./blocks";
import { CountedInput } from "./CountedInput";
import classes from "./composer.module.css";
import type { Problems } from "./problems";

interface Props {
  value: Action;
  onChange: (action: Action) => void;
  problems: Problems;
  labelLimit?: number;
}

type Effect = "uri" | "tel" | "message" | "postback";
const EFFECTS: Effect[] = ["uri", "message", "tel", "postback"];

/** A telephone number is an address to LINE; people choose it as a thing of its own. */
function effectOf(action: Action): Effect {
  return action.kind === "uri" && action.uri.startsWith("tel:") ? "tel" : action.kind;
}

function changedTo(effect: Effect, { label }: Action): Action {
  if (effect === "message") return { kind: "message", label, text: label };
  if (effect === "postback") return { kind: "postback", label, data: "", display_text: label };
  return { kind: "uri", label, uri: effect === "tel" ? "tel:" : "" };
}

/** What one button says and what a tap on it does. */
export function ActionEditor({ value, onChange, problems, labelLimit = LIMITS.label }: Props) {
  const { t } = useTranslation("composer");
  const effect = effectOf(value);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing={6}>
      <CountedInput
        label={t("action.label")}
        value={value.label}
        limit={labelLimit}
        error={problems.label}
        onChange={(label) => onChange({ ...value, label })}
      />
      <Select
        label={t("action.effect")}
        data={EFFECTS.map((each) => ({ value: each, label: t(`action.kind.${each}`) }))}
        value={effect}
        allowDeselect={false}
        onChange={(chosen) => chosen && onChange(changedTo(chosen as Effect, value))}
      />
      <div className={classes.effects}>
        <Effects value={value} onChange={onChange} problems={problems} />
      </div>
    </SimpleGrid>
  );
}

function Effects({ value, onChange, problems }: Omit<Props, "labelLimit">) {
  const { t } = useTranslation("composer");
  switch (value.kind) {
    case "uri": {
      const isPhone = effectOf(value) === "tel";
      return (
        <CountedInput
          label={isPhone ? t("action.tel") : t("action.uri")}
          type={isPhone ? "tel" : "url"}
          placeholder={isPhone ? "03-1234-5678" : "https://example.com/"}
          value={isPhone ? value.uri.slice(4) : value.uri}
          limit={LIMITS.uri}
          unit="utf16"
          error={problems.uri}
          onChange={(text) => onChange({ ...value, uri: isPhone ? `tel:${text.trim()}` : text.trim() })}
        />
      );
    }
    case "message":
      return (
        <CountedInput
          label={t("action.text")}
          value={value.text}
          limit={LIMITS.spokenText}
          error={problems.text}
          onChange={(text) => onChange({ ...value, text })}
        />
      );
    case "postback":
      return (
        <>
          <CountedInput
            label={t("action.data")}
            description={t("action.dataHint")}
            value={value.data}
            limit={LIMITS.data}
            unit="utf16"
            error={problems.data}
            onChange={(data) => onChange({ ...value, data })}
          />
          <CountedInput
            label={t("action.displayText")}
            description={t("action.displayTextHint")}
            value={value.display_text}
            limit={LIMITS.spokenText}
            error={problems.display_text}
            onChange={(display_text) => onChange({ ...value, display_text })}
          />
        </>
      );
  }
}
