import { useTranslation } from "react-i18next";
import { ActionList } from "./ActionList";
import { type Column, LIMITS } from "./blocks";
import { CountedInput } from "./CountedInput";
import { ImageField } from "./ImageField";
import { PlaceholderText } from "./PlaceholderText";
import { below, type Problems } from "./problems";

interface Props {
  value: Column;
  onChange: (card: Column) => void;
  problems: Problems;
  textLimit: number;
  maxButtons: number;
}

const THUMBNAIL = 1.51;

/** A card: picture, title, text and buttons. LINE gives the text less room beside a picture or a title. */
export function CardFields({ value, onChange, problems, textLimit, maxButtons }: Props) {
  const { t } = useTranslation("composer");
  const hasCompany = value.image_url !== "" || value.title !== "";
  return (
    <>
      <ImageField
        label={t("field.cardImage")}
        value={value.image_url}
        aspect={THUMBNAIL}
        error={problems.image_url}
        onChange={({ url }) => onChange({ ...value, image_url: url })}
      />
      <CountedInput
        label={t("field.title")}
        value={value.title}
        limit={LIMITS.title}
        error={problems.title}
        onChange={(title) => onChange({ ...value, title })}
      />
      <PlaceholderText
        label={t("field.cardText")}
        value={value.text}
        limit={hasCompany ? LIMITS.textBesidePicture : textLimit}
        unit="letters"
        minRows={2}
        required
        error={problems.text}
        onChange={(text) => onChange({ ...value, text })}
      />
      <ActionList
        value={value.actions}
        onChange={(actions) => onChange({ ...value, actions })}
        problems={below(problems, "actions")}
        min={1}
        max={maxButtons}
        name={t("button.name")}
        addLabel={t("button.add")}
      />
    </>
  );
}
