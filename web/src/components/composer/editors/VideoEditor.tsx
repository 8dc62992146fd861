import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ImageField } from "../ImageField";
import type { EditorProps } from "./types";

export function VideoEditor({ block, problems, onChange }: EditorProps<"video">) {
  const { t } = useTranslation("composer");
  return (
    <>
      <TextInput
        type="url"
        label={t("field.videoUrl")}
        description={t("video.hint")}
        placeholder="https://example.com/movie.mp4"
        required
        value={block.url}
        error={problems.url}
        onChange={(event) => onChange({ ...block, url: event.currentTarget.value.trim() })}
      />
      <ImageField
        label={t("field.videoPreview")}
        description={t("video.previewHint")}
        value={block.preview_url}
        error={problems.preview_url}
        required
        onChange={({ url, preview_url }) => onChange({ ...block, preview_url: preview_url || url })}
      />
    </>
  );
}
