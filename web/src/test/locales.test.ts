import { describe, expect, it } from "vitest";
import { textsOf } from "@/app/i18n";

function leaves(texts: unknown, path = ""): [string, string][] {
  if (typeof texts !== "object" || texts === null) return [[path, String(texts)]];
  return Object.entries(texts).flatMap(([key, value]) => leaves(value, path ? `${path}.${key}` : key));
}

/** Plural forms differ by language: `people_one` and `people_other` count as `people`. */
const keys = (texts: unknown) => new Set(leaves(texts).map(([path]) => path.replace(/_(one|other)$/, "")));
const slots = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1]).sort();

const ja = await textsOf("ja");
const en = await textsOf("en");

describe("the texts of the screens", () => {
  it("exist in Japanese and English for every namespace", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(ja).sort());
  });

  it.each(Object.keys(ja))("%s has the same keys and slots in both languages", (namespace) => {
    expect([...keys(en[namespace])].sort()).toEqual([...keys(ja[namespace])].sort());
    const english = new Map(
      leaves(en[namespace]).map(([path, text]) => [path.replace(/_(one|other)$/, ""), text]),
    );
    for (const [path, text] of leaves(ja[namespace])) {
      expect([path, slots(english.get(path.replace(/_(one|other)$/, "")) ?? "")]).toEqual([
        path,
        slots(text),
      ]);
    }
  });

  it.each(Object.keys(en))("%s has no Japanese left in its English", (namespace) => {
    const japanese = leaves(en[namespace]).filter(([, text]) => /[\u3041-\u30ff\u4e00-\u9fff]/.test(text));
    expect(japanese.filter(([path]) => !path.includes("sample"))).toEqual([]);
  });
});
