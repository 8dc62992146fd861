import {
  IconAlignLeft,
  IconAt,
  IconCalendar,
  IconCalendarTime,
  IconCircleDot,
  IconHash,
  IconLetterCase,
  IconLink,
  IconListCheck,
  IconPaperclip,
  IconPhone,
  IconPhoto,
  IconToggleLeft,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { FieldSettingsOut, FieldType } from "@/api/schema.gen";

/** What drawing or editing a value needs to know of its field. */
export interface FieldShape {
  type: FieldType;
  settings: FieldSettingsOut;
}

/** In the order in which they are offered. */
export const FIELD_TYPES: readonly FieldType[] = [
  "text",
  "long_text",
  "number",
  "date",
  "datetime",
  "choice",
  "choices",
  "boolean",
  "email",
  "phone",
  "url",
  "image",
  "file",
];

export const FIELD_ICONS: Record<FieldType, ComponentType<{ size?: number; stroke?: number }>> = {
  text: IconLetterCase,
  long_text: IconAlignLeft,
  number: IconHash,
  date: IconCalendar,
  datetime: IconCalendarTime,
  choice: IconCircleDot,
  choices: IconListCheck,
  boolean: IconToggleLeft,
  email: IconAt,
  phone: IconPhone,
  url: IconLink,
  image: IconPhoto,
  file: IconPaperclip,
};

export const NO_SETTINGS: FieldSettingsOut = {
  choices: [],
  min: null,
  max: null,
  decimals: null,
  max_length: null,
  is_yearly: false,
};
