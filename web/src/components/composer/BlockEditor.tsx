import { useTranslation } from "react-i18next";
import { type Block, LIMITS } from "./blocks";
import { ButtonsEditor } from "./editors/ButtonsEditor";
import { CarouselEditor } from "./editors/CarouselEditor";
import { ConfirmEditor } from "./editors/ConfirmEditor";
import { FlexEditor } from "./editors/FlexEditor";
import { ImageEditor } from "./editors/ImageEditor";
import { LocationEditor } from "./editors/LocationEditor";
import { StickerEditor } from "./editors/StickerEditor";
import { VideoEditor } from "./editors/VideoEditor";
import { PlaceholderText } from "./PlaceholderText";
import type { Problems } from "./problems";

interface Props {
  block: Block;
  problems: Problems;
  onChange: (block: Block) => void;
}

/** The fields of one bubble. */
export function BlockEditor({ block, problems, onChange }: Props) {
  const { t } = useTranslation("composer");
  switch (block.kind) {
    case "text":
      return (
        <PlaceholderText
          label={t("field.text")}
          value={block.text}
          limit={LIMITS.text}
          unit="utf16"
          minRows={4}
          error={problems.text}
          onChange={(text) => onChange({ ...block, text })}
        />
      );
    case "image":
      return <ImageEditor block={block} problems={problems} onChange={onChange} />;
    case "video":
      return <VideoEditor block={block} problems={problems} onChange={onChange} />;
    case "sticker":
      return <StickerEditor block={block} problems={problems} onChange={onChange} />;
    case "location":
      return <LocationEditor block={block} problems={problems} onChange={onChange} />;
    case "buttons":
      return <ButtonsEditor block={block} problems={problems} onChange={onChange} />;
    case "confirm":
      return <ConfirmEditor block={block} problems={problems} onChange={onChange} />;
    case "carousel":
      return <CarouselEditor block={block} problems={problems} onChange={onChange} />;
    case "flex":
      return <FlexEditor block={block} problems={problems} onChange={onChange} />;
  }
}
