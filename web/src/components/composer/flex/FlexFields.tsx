import { Alert, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BlockOf } from "../blocks";
import { LIMITS } from "../blocks";
import { CountedInput } from "../CountedInput";
import { ImageField } from "../ImageField";
import { PlaceholderText } from "../PlaceholderText";
import type { Problems } from "../problems";
import { type FlexField, fieldsOf, withValue } from "./fields";

type Contents = BlockOf<"flex">["contents"];

interface Props {
  contents: Contents;
  problems: Problems;
  onChange: (contents: Contents) => void;
}

const LABEL_LIMIT = 40;
const LONGEST_WORDS = 2000;

/** One field for everything in a design that a reader sees or a tap opens. */
export function FlexFields({ contents, problems, onChange }: Props) {
  const { t } = useTranslation("composer");
  const fields = fieldsOf(contents);
  const shown = new Set(fields.map(({ path }) => path.join(".")));
  const others = Object.entries(problems).filter(([path]) => !shown.has(path));
  return (
    <Stack gap="xs">
      {others.length > 0 ? (
        <Alert color="red" variant="light" p="xs">
          {others.map(([path, sentence]) => (
            <Text key={path} size="sm">
              {sentence} <code dir="ltr">{path}</code>
            </Text>
          ))}
        </Alert>
      ) : null}
      {fields.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("flex.noWords")}
        </Text>
      ) : null}
      {fields.map((field) => (
        <OneField
          key={field.path.join(".")}
          field={field}
          error={problems[field.path.join(".")]}
          onChange={(value) => onChange(withValue(contents, field.path, value))}
        />
      ))}
    </Stack>
  );
}

function OneField({
  field,
  error,
  onChange,
}: {
  field: FlexField;
  error?: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation("composer");
  switch (field.kind) {
    case "image":
      return (
        <ImageField
          label={t("flex.field.image")}
          value={field.value}
          error={error}
          required
          onChange={({ url }) => onChange(url)}
        />
      );
    case "text":
      return (
        <PlaceholderText
          label={t("flex.field.text")}
          value={field.value}
          limit={LONGEST_WORDS}
          unit="utf16"
          minRows={1}
          isCompact
          error={error}
          onChange={onChange}
        />
      );
    case "label":
      return (
        <CountedInput
          label={t("flex.field.label")}
          value={field.value}
          limit={LABEL_LIMIT}
          error={error}
          onChange={onChange}
        />
      );
    case "uri":
      return (
        <CountedInput
          label={t("flex.field.uri")}
          type="url"
          value={field.value}
          limit={LIMITS.uri}
          unit="utf16"
          error={error}
          onChange={(value) => onChange(value.trim())}
        />
      );
  }
}
