/**
 * Messages come from staff, from files and from other systems, so any field can be of any type.
 * These readers give a value of the wanted type or nothing; nothing here throws.
 */
export type Json = Readonly<Record<string, unknown>>;

const NOTHING: Json = {};

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): Json {
  return isObject(value) ? value : NOTHING;
}

/** At most `limit` objects: whoever sends a million must not freeze the page. */
export function objectsOf(value: unknown, limit = 200): Json[] {
  return Array.isArray(value) ? value.slice(0, limit).filter(isObject) : [];
}

export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : "";
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function oneOf<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined {
  return choices.find((choice) => choice === value);
}
