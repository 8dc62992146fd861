import {
  IconCards,
  IconHelpCircle,
  IconLayoutList,
  IconMapPin,
  IconMessage,
  IconMoodSmile,
  IconPalette,
  IconPhoto,
  IconVideo,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { BlockKind } from "./blocks";

/** Names and sentences of the kinds are the texts `composer:kind.*` and `composer:kindHint.*`. */
export const KIND_ICONS: Record<BlockKind, ComponentType<{ size?: number; stroke?: number }>> = {
  text: IconMessage,
  image: IconPhoto,
  sticker: IconMoodSmile,
  buttons: IconLayoutList,
  carousel: IconCards,
  confirm: IconHelpCircle,
  flex: IconPalette,
  video: IconVideo,
  location: IconMapPin,
};
