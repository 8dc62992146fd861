import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { draw } from "@/test/render";
import { MessageBubbles, QuickReplies, quickRepliesOf } from ".";

const TYPES = [
  "text",
  "textV2",
  "sticker",
  "image",
  "video",
  "audio",
  "location",
  "imagemap",
  "template",
  "flex",
  "coupon",
  "file",
  "hologram",
];
const WRONG = [null, undefined, 5, "x", [], {}, [null], { type: null }, "a".repeat(10_000)];
const FIELDS = [
  "text",
  "emojis",
  "mention",
  "contents",
  "template",
  "actions",
  "baseSize",
  "substitution",
  "sender",
  "title",
  "packageId",
];

describe("messages", () => {
  it.each(TYPES)("of the type %s are drawn whatever is wrong in them", (type) => {
    for (const wrong of WRONG) {
      const fields = Object.fromEntries(FIELDS.map((name) => [name, wrong]));
      const { unmount, container } = draw(<MessageBubbles side="account" messages={[{ type, ...fields }]} />);
      expect(container.innerHTML).not.toBe("");
      unmount();
    }
  });

  it("of the type flex are drawn whatever is wrong in their parts", () => {
    const parts = [
      "box",
      "text",
      "button",
      "image",
      "icon",
      "separator",
      "filler",
      "video",
      "span",
      "hologram",
      null,
    ];
    const contents = parts.flatMap((type) =>
      WRONG.map((wrong) => ({
        type,
        text: wrong,
        url: wrong,
        action: wrong,
        size: wrong,
        contents: wrong,
        flex: wrong,
        margin: wrong,
      })),
    );
    const bubble = { type: "bubble", styles: null, body: { type: "box", layout: "vertical", contents } };
    draw(<MessageBubbles side="account" messages={[{ type: "flex", altText: "あ", contents: bubble }]} />);
    expect(screen.getByRole("region", { name: "あ" })).toBeInTheDocument();
  });

  it("nested without end stop being drawn", () => {
    let box: Record<string, unknown> = { type: "text", text: "deepest" };
    for (let depth = 0; depth < 500; depth += 1) box = { type: "box", layout: "vertical", contents: [box] };
    draw(
      <MessageBubbles
        side="account"
        messages={[{ type: "flex", contents: { type: "bubble", body: box } }]}
      />,
    );
    expect(screen.queryByText("deepest")).toBeNull();
  });

  it("say so when their type is not known", () => {
    draw(<MessageBubbles side="account" messages={[{ type: "hologram" }]} />);
    expect(screen.getByText("hologram")).toBeInTheDocument();
  });

  it("show a name as letters, never as markup", () => {
    const { container } = draw(
      <MessageBubbles
        side="account"
        senderName="<img src=x>"
        messages={[{ type: "text", text: "<b>a</b>" }]}
      />,
    );
    expect(screen.getByText("<b>a</b>")).toBeInTheDocument();
    expect(container.querySelector("img, b")).toBeNull();
  });

  it("put no script into an address", () => {
    const action = { type: "uri", label: "go", uri: "javascript:alert(1)" };
    const { container } = draw(
      <MessageBubbles
        side="account"
        messages={[
          {
            type: "template",
            template: {
              type: "buttons",
              text: "a",
              actions: [action],
              thumbnailImageUrl: "javascript:alert(1)",
            },
          },
          { type: "image", originalContentUrl: "data:text/html,x", previewImageUrl: "javascript:alert(1)" },
        ]}
      />,
    );
    expect(container.querySelectorAll("a, img")).toHaveLength(0);
  });

  it("let Arabic run from right to left", () => {
    draw(<MessageBubbles side="account" messages={[{ type: "text", text: "مرحبا" }]} />);
    expect(screen.getByText("مرحبا")).toHaveAttribute("dir", "auto");
  });

  it("tell what was tapped, by pointer and by keyboard", async () => {
    const onTap = vi.fn();
    const action = { type: "message", label: "はい", text: "はい" };
    draw(
      <MessageBubbles
        side="account"
        onTap={onTap}
        messages={[{ type: "template", template: { type: "confirm", text: "?", actions: [action] } }]}
      />,
    );
    await userEvent.click(screen.getByRole("button", { name: "はい" }));
    screen.getByRole("button", { name: "はい" }).focus();
    await userEvent.keyboard("{Enter}");
    expect(onTap.mock.calls).toEqual([[action], [action]]);
  });

  it("tell the innermost action of a Flex message only", async () => {
    const onTap = vi.fn();
    const inner = { type: "message", label: "中", text: "中" };
    const contents = {
      type: "bubble",
      action: { type: "uri", uri: "https://example.com" },
      body: { type: "box", layout: "vertical", contents: [{ type: "button", action: inner }] },
    };
    draw(<MessageBubbles side="account" onTap={onTap} messages={[{ type: "flex", contents }]} />);
    await userEvent.click(screen.getByText("中"));
    expect(onTap.mock.calls).toEqual([[inner]]);
  });

  it("are only looked at where nobody listens", () => {
    const action = { type: "message", label: "はい", text: "はい" };
    draw(
      <MessageBubbles
        side="account"
        messages={[{ type: "template", template: { type: "confirm", text: "?", actions: [action] } }]}
      />,
    );
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("call the address of an imagemap what every other action calls it", async () => {
    const onTap = vi.fn();
    const area = { x: 0, y: 0, width: 1, height: 1 };
    draw(
      <MessageBubbles
        side="account"
        onTap={onTap}
        messages={[
          { type: "imagemap", actions: [{ type: "uri", label: "左", linkUri: "https://example.com", area }] },
        ]}
      />,
    );
    await userEvent.click(screen.getByRole("button", { name: "左" }));
    expect(onTap).toHaveBeenCalledWith({ type: "uri", uri: "https://example.com", label: "左" });
  });
});

describe("quick replies", () => {
  const message = (label: string) => ({
    type: "text",
    quickReply: { items: [{ action: { type: "message", label, text: label } }] },
  });

  it("are those of the last message", async () => {
    const onTap = vi.fn();
    draw(<QuickReplies items={quickRepliesOf([message("前"), message("後")])} onTap={onTap} />);
    expect(screen.queryByText("前")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "後" }));
    expect(onTap).toHaveBeenCalledWith({ type: "message", label: "後", text: "後" });
  });

  it("are nothing for broken messages", () => {
    expect(quickRepliesOf([])).toEqual([]);
    expect(quickRepliesOf([{ type: "text", quickReply: "x" }])).toEqual([]);
  });
});
