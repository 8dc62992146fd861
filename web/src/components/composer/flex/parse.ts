import type { BlockOf } from "../blocks";

type Contents = BlockOf<"flex">["contents"];
export type Parsed = { contents: Contents } | { mistake: "json" | "object"; line: number };

/** Reads what LINE's Flex Message Simulator exports: the container itself, or a whole message around it. */
export function parseFlex(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { mistake: "json", line: lineOf(text, error) };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { mistake: "object", line: 1 };
  const given = value as Contents;
  const inside = given.type === "flex" ? given.contents : undefined;
  return { contents: typeof inside === "object" && inside !== null ? (inside as Contents) : given };
}

function lineOf(text: string, error: unknown): number {
  const [, place] = /position (\d+)/.exec(String(error)) ?? [];
  return place === undefined ? text.split("\n").length : text.slice(0, Number(place)).split("\n").length;
}
