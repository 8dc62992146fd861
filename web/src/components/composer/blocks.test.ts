import { describe, expect, it } from "vitest";
import { isUntouched, KINDS, moved, newBlock } from "./blocks";
import { messagesOf } from "./compile";
import { placeIn } from "./editors/place";
import { PACKAGES, stickersOf } from "./editors/stickers";
import { DESIGNS, designOf } from "./flex/designs";
import { fieldsOf, withValue } from "./flex/fields";
import { parseFlex } from "./flex/parse";
import { below, homeless, withinBlocks } from "./problems";

describe("blocks", () => {
  it.each(KINDS)("of the kind %s begin untouched", (kind) => {
    const block = newBlock(kind);
    expect(isUntouched(block)).toBe(true);
    expect(isUntouched({ ...block, quick_replies: [{ kind: "uri", label: "a", uri: "" }] })).toBe(false);
  });

  it("become the message objects that the server makes of them", () => {
    const [buttons] = messagesOf([
      {
        kind: "buttons",
        alt_text: "メニュー",
        text: "選んでください",
        title: "",
        image_url: "",
        actions: [{ kind: "postback", label: "予約", data: "a=1", display_text: "予約する" }],
        quick_replies: [{ kind: "uri", label: "開く", uri: "https://example.com" }],
      },
    ]);
    expect(buttons).toEqual({
      type: "template",
      altText: "メニュー",
      template: {
        type: "buttons",
        text: "選んでください",
        actions: [{ type: "postback", data: "a=1", displayText: "予約する", label: "予約" }],
      },
      quickReply: {
        items: [{ type: "action", action: { type: "uri", uri: "https://example.com", label: "開く" } }],
      },
    });
  });

  it("stay where there is no place to go", () => {
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], 0, 1)).toEqual(["b", "a"]);
  });
});

describe("problems", () => {
  it("are found below the blocks, whatever holds them", () => {
    expect(withinBlocks({ "blocks.0.text": "a", "steps.1.blocks.2": "b", blocks: "c", name: "d" })).toEqual({
      "0.text": "a",
      "2": "b",
      "": "c",
    });
  });

  it("are shown above the fields where no field has them", () => {
    const problems = below(
      {
        "0": "whole",
        "0.text": "field",
        "0.actions.1.uri": "field",
        "0.contents.body": "flex",
        "1.text": "x",
      },
      0,
    );
    expect(homeless(problems)).toEqual([
      ["", "whole"],
      ["contents.body", "flex"],
    ]);
  });
});

describe("Flex messages", () => {
  it.each(DESIGNS)("the design %s has words and addresses that can be changed", (design) => {
    const contents = designOf(design, (key) => key);
    const fields = fieldsOf(contents);
    const uri = fields.find(({ kind }) => kind === "uri");
    if (!uri) throw new Error("no address");
    const changed = withValue(contents, uri.path, "https://shop.example/");
    expect(fieldsOf(changed).find(({ kind }) => kind === "uri")?.value).toBe("https://shop.example/");
    expect(fieldsOf(contents).find(({ kind }) => kind === "uri")?.value).toBe(uri.value);
  });

  it("are read with or without the message around them", () => {
    const bubble = { type: "bubble", body: {} };
    expect(parseFlex(JSON.stringify(bubble))).toEqual({ contents: bubble });
    expect(parseFlex(JSON.stringify({ type: "flex", altText: "a", contents: bubble }))).toEqual({
      contents: bubble,
    });
    expect(parseFlex("[1]")).toEqual({ mistake: "object", line: 1 });
    expect(parseFlex('{\n"a": 1,\n}')).toMatchObject({ mistake: "json", line: 3 });
  });

  it("without end or sense have no fields rather than an error", () => {
    let nested: unknown = { type: "text", text: "deepest" };
    for (let depth = 0; depth < 500; depth += 1) nested = { contents: [nested] };
    expect(fieldsOf(nested)).toEqual([]);
    expect(fieldsOf({ type: "text", text: null })).toEqual([]);
  });
});

describe("what people paste and pick", () => {
  it("finds the place in coordinates and in a map's address", () => {
    expect(placeIn("35.681236, 139.767125")).toEqual({ latitude: 35.681236, longitude: 139.767125 });
    expect(placeIn("https://www.google.com/maps/@35.68,139.76,17z")).toEqual({
      latitude: 35.68,
      longitude: 139.76,
    });
    expect(placeIn("95.0,139.0")).toBeUndefined();
    expect(placeIn("東京駅")).toBeUndefined();
  });

  it("knows each sticker once", () => {
    const all = PACKAGES.flatMap(({ id }) => stickersOf(id));
    expect(new Set(all).size).toBe(all.length);
    expect(stickersOf("0")).toEqual([]);
  });
});
