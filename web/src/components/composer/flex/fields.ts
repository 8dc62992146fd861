/** The words, addresses and pictures of a Flex message, so that one can change them without reading its JSON. */

export type Path = readonly (string | number)[];

export interface FlexField {
  path: Path;
  kind: "text" | "label" | "uri" | "image";
  value: string;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const DEEPEST = 50;

export function fieldsOf(contents: unknown): FlexField[] {
  return walk(contents, [], 0);
}

function walk(value: unknown, path: Path, depth: number): FlexField[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, [...path, index], depth + 1));
  if (!isObject(value)) return [];
  const own = ownFields(value, path);
  return [...own, ...Object.entries(value).flatMap(([key, item]) => walk(item, [...path, key], depth + 1))];
}

function ownFields(part: Json, path: Path): FlexField[] {
  const field = (name: string, kind: FlexField["kind"]): FlexField[] => {
    const value = part[name];
    return typeof value === "string" ? [{ path: [...path, name], kind, value }] : [];
  };
  switch (part.type) {
    case "text":
    case "span":
      return field("text", "text");
    case "image":
    case "icon":
      return field("url", "image");
    case "uri":
      return [...field("label", "label"), ...field("uri", "uri")];
    case "message":
      return [...field("label", "label"), ...field("text", "text")];
    case "postback":
      return field("label", "label");
    default:
      return [];
  }
}

/** The same JSON with one value replaced. */
export function withValue<Value>(json: Value, path: Path, value: string): Value {
  const [step, ...rest] = path;
  if (step === undefined) return value as Value;
  if (Array.isArray(json))
    return json.map((item, at) => (at === step ? withValue(item, rest, value) : item)) as Value;
  if (!isObject(json)) return json;
  return { ...json, [step]: withValue(json[step], rest, value) } as Value;
}
