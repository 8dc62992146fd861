import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ConditionPreviewOut, InputOut, KindOut } from "@/api/schema.gen";
import { draw } from "@/test/render";
import { ConditionEditor, everyone, type Tree } from ".";

const { get, post } = vi.hoisted(() => ({ get: vi.fn(), post: vi.fn() }));
vi.mock("@/api/client", () => ({
  api: { GET: get, POST: post },
  answer: (call: Promise<unknown>) => call,
}));

const words = (ja: string) => ({ ja, en: ja });
const input = (part: Partial<InputOut> & Pick<InputOut, "name" | "type" | "label">): InputOut => ({
  of: "",
  choices: null,
  min: null,
  max: null,
  unit: null,
  optional: false,
  shown_when: null,
  options: {},
  ...part,
});

const KINDS: KindOut[] = [
  {
    kind: "tag",
    group: words("タグ・友だち情報"),
    name: words("タグ"),
    hint: null,
    start: { kind: "tag", match: "any", tag_ids: [] },
    example: { kind: "tag", tag_ids: [1] },
    inputs: [
      input({
        name: "match",
        type: "choice",
        label: words("条件"),
        choices: [
          { value: "any", label: words("どれかが付いている") },
          { value: "all", label: words("すべて付いている") },
        ],
      }),
      input({ name: "tag_ids", type: "objects", label: words("タグ"), of: "tag" }),
    ],
  },
  {
    kind: "name",
    group: words("プロフィール"),
    name: words("LINEの表示名"),
    hint: null,
    start: { kind: "name", test: "contains", value: "" },
    example: { kind: "name", test: "contains", value: "子" },
    inputs: [
      input({
        name: "test",
        type: "choice",
        label: words("条件"),
        choices: [
          { value: "contains", label: words("含む") },
          { value: "empty", label: words("空である") },
        ],
      }),
      input({ name: "value", type: "text", label: words("文字"), shown_when: { test: ["contains"] } }),
    ],
  },
];

const nobody: ConditionPreviewOut = {
  count: { number: 12_345, is_exact: true },
  sentence: "タグ「VIP」が付いている友だち",
  samples: [{ id: 7, display_name: "山田 愛子", picture_url: "", status: "following" }],
  problems: [],
  warnings: [],
};

let tree: Tree;
let preview: ConditionPreviewOut;

function Owner({ start, problems }: { start: Tree; problems?: Record<string, string> }) {
  const [value, setValue] = useState(start);
  tree = value;
  return <ConditionEditor channelId={1} value={value} onChange={setValue} problems={problems} />;
}

const named = (value: string): { kind: string; [key: string]: unknown } => ({
  kind: "name",
  test: "contains",
  value,
});
const all = (...of: Tree["root"][]): Tree => ({ version: 1, root: { kind: "all", of } });

async function choose(label: string, option: string) {
  await userEvent.click(screen.getByRole("combobox", { name: label }));
  await userEvent.click(await screen.findByRole("option", { name: option }));
}

async function add(kind: string, at = 0) {
  const button = (await screen.findAllByRole("button", { name: "条件を追加" }))[at];
  if (button) await userEvent.click(button);
  await userEvent.click(await screen.findByRole("option", { name: kind }));
}

beforeEach(() => {
  preview = nobody;
  get.mockImplementation((path: string) =>
    Promise.resolve(
      path.endsWith("/kinds") ? { items: KINDS, events: [] } : { items: [{ id: 3, name: "VIP" }] },
    ),
  );
  post.mockImplementation(() => Promise.resolve(preview));
});

describe("the condition editor", () => {
  it("adds a condition, takes its inputs and says how many friends it finds", async () => {
    draw(<Owner start={everyone} />);
    expect(await screen.findByText("条件がないので、すべての友だちが対象です。")).toBeInTheDocument();

    await add("タグ");
    await userEvent.click(screen.getByRole("combobox", { name: "タグ" }));
    await userEvent.click(await screen.findByRole("option", { name: "VIP" }));

    expect(tree).toEqual(all({ kind: "tag", match: "any", tag_ids: [3] }));
    expect(await screen.findByText("12,345人")).toBeInTheDocument();
    expect(screen.getByText("タグ「VIP」が付いている友だち")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "山田 愛子" })).toHaveAttribute("href", "/c/1/friends/7");
  });

  it("finds a tag by its own name, in whatever width it is typed", async () => {
    draw(<Owner start={everyone} />);
    await userEvent.click(await screen.findByRole("button", { name: "条件を追加" }));
    await userEvent.type(await screen.findByLabelText("条件・友だち情報・タグの名前"), "ｖｉｐ");
    await userEvent.click(await screen.findByRole("option", { name: "タグ：VIP" }));

    expect(tree).toEqual(all({ kind: "tag", match: "any", tag_ids: [3] }));
  });

  it("asks only for what the chosen test needs", async () => {
    draw(<Owner start={all(named("子"))} />);
    expect(await screen.findByRole("textbox", { name: "文字" })).toHaveValue("子");

    await choose("条件", "空である");

    expect(screen.queryByRole("textbox", { name: "文字" })).not.toBeInTheDocument();
  });

  it("joins conditions by all, any or none", async () => {
    draw(<Owner start={all(named("a"), named("b"))} />);

    await screen.findByText("かつ");
    await choose("条件全体の満たし方", "どれも満たさない");

    expect(tree.root).toEqual({ kind: "not", of: { kind: "any", of: [named("a"), named("b")] } });
    expect(screen.getByText("または")).toBeInTheDocument();
  });

  it("nests groups and puts conditions into them", async () => {
    draw(<Owner start={all(named("a"))} />);

    await userEvent.click(await screen.findByRole("button", { name: "グループを追加" }));
    await add("LINEの表示名", 0);

    expect(tree).toEqual(all(named("a"), { kind: "any", of: [named("")] }));
    expect(screen.getByRole("group", { name: "グループ2" })).toBeInTheDocument();
  });

  it("moves by buttons and by Alt with an arrow, and the focus goes along", async () => {
    draw(<Owner start={all(named("a"), named("b"))} />);

    await userEvent.click(await screen.findByRole("button", { name: "条件1：LINEの表示名を下へ" }));
    expect(tree).toEqual(all(named("b"), named("a")));
    const second = screen.getByRole("group", { name: "条件2：LINEの表示名" });
    expect(second).toContainElement(document.activeElement as HTMLElement);

    within(second).getByRole("textbox", { name: "文字" }).focus();
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(tree).toEqual(all(named("a"), named("b")));
    expect(screen.getByRole("group", { name: "条件1：LINEの表示名" })).toHaveFocus();
  });

  it("copies, turns around, wraps and removes", async () => {
    draw(<Owner start={all(named("a"))} />);
    const more = async (item: string) => {
      await userEvent.click(
        (await screen.findAllByRole("button", { name: /のその他の操作$/ }))[0] as Element,
      );
      await userEvent.click(await screen.findByRole("menuitem", { name: item }));
    };

    await more("複製");
    expect(tree).toEqual(all(named("a"), named("a")));
    await more("反対にする（〜ではない）");
    expect(tree).toEqual(all({ kind: "not", of: named("a") }, named("a")));
    await more("グループに入れる");
    expect(tree).toEqual(all({ kind: "any", of: [{ kind: "not", of: named("a") }] }, named("a")));
    await userEvent.click(screen.getByRole("button", { name: "グループ1を外す" }));
    expect(tree).toEqual(all(named("a")));
  });

  it("says under the input what the server refuses, and nothing about what was only just added", async () => {
    preview = {
      ...nobody,
      count: null,
      problems: [
        { path: "root.of.0.value", detail: "200文字までです。" },
        { path: "root.of.1.value", detail: "文字を入れてください。" },
      ],
    };
    draw(<Owner start={all(named("長い名前"), named(""))} />);

    const first = await screen.findByRole("group", { name: "条件1：LINEの表示名" });
    expect(await within(first).findByText("200文字までです。")).toBeInTheDocument();
    expect(screen.queryByText("文字を入れてください。")).not.toBeInTheDocument();
    expect(screen.getByText("条件を最後まで入力してください")).toBeInTheDocument();
  });

  it("shows what saving was refused for, whatever stands before the tree in its path", async () => {
    draw(<Owner start={all(named("a"))} problems={{ "condition.root.of.0.value": "短くしてください。" }} />);

    expect(await screen.findByText("短くしてください。")).toBeInTheDocument();
  });

  it("asks again only once the writer pauses", async () => {
    draw(<Owner start={all(named(""))} />);
    await userEvent.type(await screen.findByRole("textbox", { name: "文字" }), "たなか");

    await waitFor(() => expect(post.mock.lastCall?.[1].body.tree).toEqual(all(named("たなか"))));
    const asked = post.mock.calls.map((call) => call[1].body.tree.root.of[0].value);
    expect(asked.length).toBeLessThan(4);
  });

  it("keeps a condition of a kind that it does not know", async () => {
    draw(<Owner start={all({ kind: "weather", is: "fine" }, named("a"))} />);

    expect(await screen.findByText("この画面では扱えない条件")).toBeInTheDocument();
    await userEvent.type(screen.getByRole("textbox", { name: "文字" }), "b");
    expect(tree).toEqual(all({ kind: "weather", is: "fine" }, named("ab")));
  });
});
