import type { FieldOut, FieldSettingsOut, FieldType } from "@/api/schema.gen";
import { NO_SETTINGS } from "@/components/fields";

/** A choice while it is edited. `key` is its id, or a number of ours as long as it has none. */
export interface DraftChoice {
  key: number;
  label: string;
  isNew: boolean;
  isArchived: boolean;
}

/** A field while it is edited: numbers are texts, so that a half-written one stays as it is. */
export interface FieldDraft {
  name: string;
  type: FieldType;
  folder: string;
  description: string;
  purpose: string;
  isPersonal: boolean;
  choices: DraftChoice[];
  min: string;
  max: string;
  decimals: string;
  maxLength: string;
  isYearly: boolean;
  defaultValue: unknown;
}

/** Keys of new choices are above every id that a field of at most 200 choices has had. */
const FIRST_NEW_KEY = 1_000_000;

export const EMPTY_DRAFT: FieldDraft = {
  name: "",
  type: "text",
  folder: "",
  description: "",
  purpose: "",
  isPersonal: false,
  choices: [],
  min: "",
  max: "",
  decimals: "",
  maxLength: "",
  isYearly: false,
  defaultValue: null,
};

export function draftOf(field: FieldOut): FieldDraft {
  const { settings } = field;
  return {
    name: field.name,
    type: field.type,
    folder: field.folder,
    description: field.description,
    purpose: field.purpose,
    isPersonal: field.is_personal,
    choices: settings.choices.map((one) => ({
      key: one.id,
      label: one.label,
      isNew: false,
      isArchived: one.is_archived,
    })),
    min: textOf(settings.min),
    max: textOf(settings.max),
    decimals: textOf(settings.decimals),
    maxLength: textOf(settings.max_length),
    isYearly: settings.is_yearly,
    defaultValue: field.default_value ?? null,
  };
}

export function withNewChoice(choices: readonly DraftChoice[], label = ""): DraftChoice[] {
  const key = Math.max(FIRST_NEW_KEY, ...choices.map((one) => one.key + 1));
  return [...choices, { key, label, isNew: true, isArchived: false }];
}

export const hasChoices = (type: FieldType) => type === "choice" || type === "choices";

/** The same field as another type; where choices begin, with an empty line for the first. */
export function withType(draft: FieldDraft, type: FieldType): FieldDraft {
  const choices = hasChoices(type) && draft.choices.length === 0 ? withNewChoice([]) : draft.choices;
  return { ...draft, type, choices, defaultValue: null };
}

/** What drawing the field needs, before it is saved. */
export function shapeOf(draft: FieldDraft): { type: FieldType; settings: FieldSettingsOut } {
  const choices = draft.choices.map((one) => ({
    id: one.key,
    label: one.label,
    is_archived: one.isArchived,
  }));
  return { type: draft.type, settings: { ...NO_SETTINGS, choices, is_yearly: draft.isYearly } };
}

export function settingsBody(draft: FieldDraft) {
  return {
    choices: hasChoices(draft.type) ? writtenChoices(draft).map(choiceBody) : null,
    min: numberOf(draft.min),
    max: numberOf(draft.max),
    decimals: numberOf(draft.decimals),
    max_length: numberOf(draft.maxLength),
    is_yearly: draft.isYearly,
  };
}

/** The default as the server reads it: choices by their labels, since new ones have no ids yet. */
export function defaultBody(draft: FieldDraft): unknown {
  if (!hasChoices(draft.type)) return draft.defaultValue;
  const labelOf = (key: unknown) => draft.choices.find((one) => one.key === key)?.label.trim() ?? null;
  const { defaultValue } = draft;
  return Array.isArray(defaultValue)
    ? defaultValue.map(labelOf).filter((label) => label !== null)
    : labelOf(defaultValue);
}

export function fieldBody(draft: FieldDraft) {
  return {
    name: draft.name.trim(),
    folder: draft.folder.trim(),
    description: draft.description.trim(),
    purpose: draft.purpose.trim(),
    is_personal: draft.isPersonal,
    settings: settingsBody(draft),
    default_value: defaultBody(draft),
  };
}

/** Where a choice stands among those that are sent: lines that were left empty are not. */
export function sentIndex(draft: FieldDraft, key: number): number {
  return writtenChoices(draft).findIndex((one) => one.key === key);
}

function writtenChoices(draft: FieldDraft): DraftChoice[] {
  return draft.choices.filter((one) => !one.isNew || one.label.trim() !== "");
}

function choiceBody(one: DraftChoice) {
  return { id: one.isNew ? null : one.key, label: one.label.trim(), is_archived: one.isArchived };
}

function textOf(number: number | null): string {
  return number === null ? "" : String(number);
}

/** Full-width figures are figures too. */
function numberOf(text: string): number | null {
  const plain = text.normalize("NFKC").replace(/[,\s]/g, "");
  return plain === "" ? null : Number(plain);
}
