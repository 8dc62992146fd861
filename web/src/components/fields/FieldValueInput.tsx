import { MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ImageField } from "@/components/composer/ImageField";
import { DateTextInput } from "./DateTextInput";
import type { FieldShape } from "./types";

interface Props {
  field: FieldShape;
  /** As the API takes it: a text as it was typed, a choice's id, a list of ids, yes or no. Null is empty. */
  value: unknown;
  onChange: (value: unknown) => void;
  label?: string;
  /** Named so when there is no label to see. */
  ariaLabel?: string;
  description?: string;
  error?: string;
  required?: boolean;
  autoFocus?: boolean;
}

/** The input that fits a field's type. It checks nothing: the server reads the value and says what is wrong with it. */
export function FieldValueInput(props: Props) {
  const { field, value, onChange, label, ariaLabel, description, error, required, autoFocus } = props;
  const { t } = useTranslation("fields");
  const common = { label, "aria-label": ariaLabel, description, error, required, autoFocus };
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const type = (next: string) => onChange(next === "" ? null : next);
  const choices = field.settings.choices
    .filter((one) => !one.is_archived || one.id === value || (Array.isArray(value) && value.includes(one.id)))
    .map((one) => ({ value: String(one.id), label: one.label }));
  switch (field.type) {
    case "long_text":
      return (
        <Textarea
          {...common}
          autosize
          minRows={3}
          maxRows={10}
          value={text}
          onChange={(event) => type(event.currentTarget.value)}
        />
      );
    case "date":
    case "datetime":
      return <DateTextInput {...common} value={text} onChange={type} withTime={field.type === "datetime"} />;
    case "choice":
      return (
        <Select
          {...common}
          clearable
          searchable={choices.length > 8}
          placeholder={t("input.choose")}
          data={choices}
          value={typeof value === "number" ? String(value) : null}
          onChange={(next) => onChange(next === null ? null : Number(next))}
        />
      );
    case "choices":
      return (
        <MultiSelect
          {...common}
          clearable
          hidePickedOptions
          placeholder={Array.isArray(value) && value.length > 0 ? undefined : t("input.choose")}
          data={choices}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(next) => onChange(next.length === 0 ? null : next.map(Number))}
        />
      );
    case "boolean":
      return (
        <Select
          {...common}
          clearable
          placeholder={t("input.choose")}
          data={[
            { value: "true", label: t("common:yes") },
            { value: "false", label: t("common:no") },
          ]}
          value={typeof value === "boolean" ? String(value) : null}
          onChange={(next) => onChange(next === null ? null : next === "true")}
        />
      );
    case "image":
      return (
        <ImageField
          label={label ?? ariaLabel ?? ""}
          description={description}
          value={text}
          error={error}
          onChange={(image) => type(image.url)}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          inputMode={MODES[field.type]}
          placeholder={PLACEHOLDERS[field.type]}
          value={text}
          onChange={(event) => type(event.currentTarget.value)}
        />
      );
  }
}

const MODES: Partial<Record<string, "decimal" | "tel" | "url" | "email">> = {
  number: "decimal",
  phone: "tel",
  url: "url",
  file: "url",
  email: "email",
};
const PLACEHOLDERS: Partial<Record<string, string>> = {
  phone: "090-1234-5678",
  email: "hanako@example.com",
  url: "https://",
  file: "https://",
};
