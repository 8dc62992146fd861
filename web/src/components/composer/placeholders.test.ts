import { describe, expect, it } from "vitest";
import { chipElement, placeholderOf, readText, setPlaceholder, stepOverMark, writeText } from "./chips";
import { lengthOf, letterCount, utf16Length } from "./count";
import { filled, type Placeholder, segmentsOf, textOf, writtenOut } from "./placeholders";

const draw = (each: Placeholder) => chipElement(each, "chip", each.name, false);

describe("placeholders", () => {
  it.each([
    "",
    "{{name}}",
    "{{name|お客さま}}さん",
    "a{{name|}}b{{channel.name|当店}}",
    "{{name",
    "{{Name}} {name} }}{{",
    "行\n\n{{name}}\n",
    "مرحبا {{name|صديق}}",
  ])("come back from the field as they were written: %j", (text) => {
    expect(textOf(segmentsOf(text))).toBe(text);
    const field = document.createElement("div");
    writeText(field, text, draw);
    expect(readText(field)).toBe(text);
  });

  it("lose the blanks that mean nothing", () => {
    expect(textOf(segmentsOf("{{ name }}"))).toBe("{{name}}");
  });

  it("keep what another fallback puts into the chip, without braces that would end it", () => {
    const field = document.createElement("div");
    writeText(field, "{{name|お客さま}}さん", draw);
    const chip = field.querySelector<HTMLElement>("[data-placeholder]");
    if (!chip) throw new Error("no chip");
    setPlaceholder(chip, { name: "name", fallback: "み}}な{" }, "chip");
    expect(placeholderOf(chip)).toEqual({ name: "name", fallback: "みな" });
    expect(readText(field)).toBe("{{name|みな}}さん");
    expect(writtenOut({ name: "name" })).toBe("{{name}}");
  });

  it("have nothing unseen between themselves and a backspace", () => {
    const field = document.createElement("div");
    document.body.append(field);
    writeText(field, "{{name}}さん", draw);
    const mark = field.childNodes[1];
    if (!mark) throw new Error("no mark");
    document.getSelection()?.collapse(mark, 1);
    stepOverMark();
    expect(mark.nodeValue).toBe("");
    expect(readText(field)).toBe("{{name}}さん");
    document.getSelection()?.collapse(field.lastChild, 2);
    stepOverMark();
    expect(readText(field)).toBe("{{name}}さん");
    field.remove();
  });

  it("read what browsers make of line breaks", () => {
    const field = document.createElement("div");
    field.append("一", document.createElement("br"), "二");
    const line = document.createElement("div");
    line.append("三");
    field.append(line);
    expect(readText(field)).toBe("一\n二\n三");
  });

  it("are filled once, and percent-encoded inside an address", () => {
    const values = { name: "A&B {{channel.name}}", "channel.name": "" };
    expect(filled({ text: "{{name}}", uri: "https://x/?n={{name|z}}" }, values)).toEqual({
      text: "A&B {{channel.name}}",
      uri: "https://x/?n=A%26B%20%7B%7Bchannel.name%7D%7D",
    });
    expect(filled("{{channel.name|当店}} {{constructor}}", values)).toBe("当店 {{constructor}}");
  });
});

describe("counting", () => {
  it("counts texts in UTF-16 units and labels in letters", () => {
    expect(utf16Length("a😀")).toBe(3);
    expect(utf16Length("👨‍👩‍👧")).toBe(8);
    expect(letterCount("a😀")).toBe(2);
    expect(letterCount("👨‍👩‍👧が")).toBe(2);
  });

  it("counts what the friend with the shortest values gets", () => {
    expect(lengthOf("{{name|お客さま}}さん", "utf16")).toBe(6);
    expect(lengthOf("{{name}}", "letters")).toBe(1);
    expect(lengthOf("あ".repeat(10_000), "utf16")).toBe(10_000);
  });
});
