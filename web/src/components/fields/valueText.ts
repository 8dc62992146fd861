import { useTranslation } from "react-i18next";
import { useTimeZone } from "@/components/TimeText";
import type { FieldShape } from "./types";

interface Words {
  yes: string;
  no: string;
  language: string;
  zone: string;
}

/** A value as people read it. What does not look like one of this type, say from before a change of type, stays as it is. */
export function valueText({ type, settings }: FieldShape, value: unknown, words: Words): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (type === "choice" || type === "choices") {
    const ids = Array.isArray(value) ? value : [value];
    return ids
      .map((id) => settings.choices.find((one) => one.id === id)?.label ?? `#${String(id)}`)
      .join(words.language === "ja" ? "、" : ", ");
  }
  if (typeof value === "number") return value.toLocaleString(words.language, { maximumFractionDigits: 6 });
  const text = String(value);
  if (type === "date") return dateText(text, words.language, "UTC", false);
  if (type === "datetime") return dateText(text, words.language, words.zone, true);
  return type === "phone" ? phoneText(text) : text;
}

export function useValueText(): (field: FieldShape, value: unknown) => string {
  const { t, i18n } = useTranslation();
  const zone = useTimeZone();
  return (field, value) =>
    valueText(field, value, { yes: t("yes"), no: t("no"), language: i18n.language, zone });
}

function dateText(text: string, language: string, zone: string, withTime: boolean): string {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return text;
  return new Intl.DateTimeFormat(language, {
    timeZone: zone,
    year: "numeric",
    month: "long",
    day: "numeric",
    ...(withTime ? { hour: "2-digit", minute: "2-digit", hour12: false } : {}),
  }).format(moment);
}

/** Numbers of Japan as they are dialled there. */
function phoneText(text: string): string {
  if (!text.startsWith("+81")) return text;
  const home = `0${text.slice(3)}`;
  return home.length === 11 && !home.startsWith("0800")
    ? `${home.slice(0, 3)}-${home.slice(3, 7)}-${home.slice(7)}`
    : home;
}

/** A value whose field is not at hand, as on the timeline: days and phone numbers are known by their look. */
export function lookText(value: unknown, words: Words): string {
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number") return value.toLocaleString(words.language, { maximumFractionDigits: 6 });
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return dateText(text, words.language, "UTC", false);
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+\+00:00$/.test(text))
    return dateText(text, words.language, words.zone, true);
  return /^\+81\d{9,10}$/.test(text) ? phoneText(text) : text;
}

/** What an input starts with: a moment in the account's time, a phone number as it is dialled. */
export function valueToEdit({ type }: FieldShape, value: unknown, zone: string): unknown {
  if (typeof value !== "string") return value;
  if (type === "phone") return phoneText(value);
  if (type !== "datetime" || Number.isNaN(Date.parse(value))) return value;
  // Swedish writes dates as ISO does.
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return clock.format(new Date(value));
}
