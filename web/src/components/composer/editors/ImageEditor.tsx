import { useTranslation } from "react-i18next";
import { ImageField } from "../ImageField";
import type { EditorProps } from "./types";

export function ImageEditor({ block, problems, onChange }: EditorProps<"image">) {
  const { t } = useTranslation("composer");
  return (
    <ImageField
      label={t("field.image")}
      description={t("image.hint")}
      value={block.url}
      error={problems.url ?? problems.preview_url}
      required
      onChange={({ url, preview_url = "" }) => onChange({ ...block, url, preview_url })}
    />
  );
}
