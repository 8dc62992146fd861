import { Alert, List, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { SegmentWarningOut } from "@/api/schema.gen";
import { StatusBadge } from "@/components/StatusBadge";

/** Those that say that something is wrong; the others say what could be better. */
const SERIOUS = new Set(["build_failed", "nobody", "nearly_everybody", "response_falling"]);

export function isSerious(warning: SegmentWarningOut): boolean {
  return SERIOUS.has(warning.code);
}

/** One warning as a sentence, with its figures. */
export function useWarningText(): (warning: SegmentWarningOut) => string {
  const { t, i18n } = useTranslation("segments");
  return ({ code, values }) => {
    const { names, ...figures } = values;
    const listed = Array.isArray(names)
      ? names.map((name) => t("quoted", { name: String(name) })).join(i18n.language === "ja" ? "、" : ", ")
      : "";
    return t(`warning.${code}.text`, { ...figures, names: listed });
  };
}

/** The warnings of one segment in a row of badges, each with its sentence on hover and focus. */
export function WarningBadges({ warnings }: { warnings: SegmentWarningOut[] }) {
  const { t } = useTranslation("segments");
  const text = useWarningText();
  return warnings.map((warning) => (
    <Tooltip
      key={warning.code}
      label={text(warning)}
      multiline
      maw={320}
      withArrow
      events={{ hover: true, focus: true, touch: true }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the sentence is read by keyboard, too */}
      <span tabIndex={0} aria-label={text(warning)} role="note">
        <StatusBadge
          look={isSerious(warning) ? { colour: "orange", icon: IconAlertTriangle } : { colour: "gray" }}
        >
          {t(`warning.${warning.code}.name`)}
        </StatusBadge>
      </span>
    </Tooltip>
  ));
}

/** All warnings of one segment, in full. */
export function WarningList({ warnings }: { warnings: SegmentWarningOut[] }) {
  const { t } = useTranslation("segments");
  const text = useWarningText();
  if (warnings.length === 0) return null;
  const isWrong = warnings.some(isSerious);
  return (
    <Alert
      color={isWrong ? "orange" : "gray"}
      icon={isWrong ? <IconAlertTriangle size={18} /> : <IconInfoCircle size={18} />}
      title={t("warning.title")}
    >
      <List size="sm" spacing={4}>
        {warnings.map((warning) => (
          <List.Item key={warning.code}>{text(warning)}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
