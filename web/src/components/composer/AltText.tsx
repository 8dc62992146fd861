import { useTranslation } from "react-i18next";
import { LIMITS } from "./blocks";
import { CountedInput } from "./CountedInput";

/** The sentence of the notification, for a message that is no text itself. */
export function AltText({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (text: string) => void;
  error?: string;
}) {
  const { t } = useTranslation("composer");
  return (
    <CountedInput
      label={t("field.altText")}
      description={t("field.altTextHint")}
      value={value}
      limit={LIMITS.altText}
      unit="utf16"
      required
      error={error}
      onChange={onChange}
    />
  );
}
