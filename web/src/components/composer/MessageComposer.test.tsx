import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { draw } from "@/test/render";
import { type Block, MessageComposer, newBlock } from ".";

const { post } = vi.hoisted(() => ({ post: vi.fn() }));
vi.mock("@/api/client", () => ({
  api: { POST: post },
  answer: (call: Promise<unknown>) => call,
  upload: vi.fn(),
}));

let blocks: Block[];

function Owner({ start, problems }: { start: Block[]; problems?: Record<string, string> }) {
  const [value, setValue] = useState(start);
  blocks = value;
  return (
    <MessageComposer
      value={value}
      onChange={setValue}
      channelId={1}
      problems={problems}
      withPreview={false}
    />
  );
}

const words = (text: string): Block => ({ ...newBlock("text"), kind: "text", text });

beforeEach(() => {
  post.mockResolvedValue({ is_fit: true, problems: [] });
});

describe("the composer", () => {
  it("begins with a choice of kinds", async () => {
    draw(<Owner start={[]} />);
    await userEvent.click(screen.getByRole("button", { name: /^確認（2択）/ }));
    expect(blocks.map(({ kind }) => kind)).toEqual(["confirm"]);
  });

  it("moves, copies and removes bubbles with buttons", async () => {
    draw(<Owner start={[words("a"), words("b")]} />);
    await userEvent.click(screen.getByRole("button", { name: "1. テキストを下へ" }));
    expect(blocks).toMatchObject([{ text: "b" }, { text: "a" }]);
    await userEvent.click(screen.getByRole("button", { name: "1. テキストを複製" }));
    expect(blocks).toMatchObject([{ text: "b" }, { text: "b" }, { text: "a" }]);
    await userEvent.click(screen.getByRole("button", { name: "3. テキストを削除" }));
    expect(blocks).toMatchObject([{ text: "b" }, { text: "b" }]);
  });

  it("keeps the quick replies with the last bubble", async () => {
    const reply = { kind: "message" as const, label: "はい", text: "はい" };
    draw(<Owner start={[words("a"), { ...words("b"), quick_replies: [reply] }]} />);
    await userEvent.click(screen.getByRole("button", { name: "2. テキストを上へ" }));
    expect(blocks).toMatchObject([
      { text: "b", quick_replies: [] },
      { text: "a", quick_replies: [reply] },
    ]);
    await userEvent.click(screen.getByRole("button", { name: "2. テキストを削除" }));
    expect(blocks).toMatchObject([{ text: "b", quick_replies: [reply] }]);
  });

  it("takes no sixth bubble", () => {
    draw(<Owner start={Array.from({ length: 5 }, () => words("a"))} />);
    expect(screen.queryByRole("button", { name: "吹き出しを追加" })).toBeNull();
    expect(screen.queryByRole("button", { name: "1. テキストを複製" })).toBeNull();
  });

  it("tells the server's objection at the field it is about", async () => {
    post.mockResolvedValue({
      is_fit: false,
      problems: [
        { path: "blocks.0.actions.0.uri", ja: "URLが正しくありません。", en: "This is not a valid URL." },
      ],
    });
    const action = { kind: "uri" as const, label: "開く", uri: "x" };
    draw(
      <Owner
        start={[
          {
            ...newBlock("buttons"),
            kind: "buttons",
            alt_text: "a",
            text: "b",
            title: "",
            image_url: "",
            actions: [action],
          },
        ]}
      />,
    );
    await waitFor(() =>
      expect(screen.getByLabelText("開くページのURL")).toHaveAccessibleDescription("URLが正しくありません。"),
    );
  });

  it("says nothing against a bubble that nobody has written in yet", async () => {
    post.mockResolvedValue({
      is_fit: false,
      problems: [{ path: "blocks.0.text", ja: "空にできません。", en: "empty" }],
    });
    draw(<Owner start={[newBlock("text")]} />);
    await waitFor(() => expect(post).toHaveBeenCalled());
    expect(screen.queryByText("空にできません。")).toBeNull();
  });

  it("repeats what the server refused to save, also for a new bubble", () => {
    draw(<Owner start={[newBlock("text")]} problems={{ "steps.0.blocks.0.text": "空にできません。" }} />);
    expect(screen.getByText("空にできません。")).toBeInTheDocument();
  });

  it("makes a telephone number an address that calls", async () => {
    draw(<Owner start={[newBlock("buttons")]} />);
    const first = within(screen.getByRole("region", { name: /ボタン/ }));
    await userEvent.click(first.getByRole("combobox", { name: "タップすると" }));
    await userEvent.click(screen.getByRole("option", { name: "電話をかける", hidden: true }));
    await userEvent.type(first.getByLabelText("電話番号"), "03-1234-5678");
    expect(blocks).toMatchObject([{ actions: [{ kind: "uri", uri: "tel:03-1234-5678" }] }]);
  });

  it("shows texts with their placeholders as chips", () => {
    draw(<Owner start={[words("{{name|お客さま}}さん")]} />);
    const field = within(screen.getByRole("textbox", { name: "本文" }));
    expect(field.getByRole("button", { name: "友だちの名前（なければ「お客さま」）" })).toBeInTheDocument();
    expect(field.queryByText(/\{\{/)).toBeNull();
  });
});
