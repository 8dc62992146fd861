import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import type { InputOut, KindOut } from "@/api/schema.gen";
import { draw } from "@/test/render";
import { ConditionEditor, type Tree } from "..";

const { get } = vi.hoisted(() => ({ get: vi.fn() }));
vi.mock("@/api/client", () => ({
  api: { GET: get, POST: () => new Promise(() => undefined) },
  answer: (call: Promise<unknown>) => call,
}));

const words = (ja: string) => ({ ja, en: ja });
const input = (part: Partial<InputOut> & Pick<InputOut, "name" | "type" | "label">): InputOut => ({
  of: "",
  choices: null,
  min: null,
  max: null,
  unit: null,
  optional: true,
  shown_when: null,
  options: {},
  ...part,
});
const kind = (name: string, ...inputs: InputOut[]): KindOut => ({
  kind: name,
  group: words("配信・シナリオ"),
  name: words(name),
  hint: null,
  start: { kind: name },
  example: { kind: name },
  inputs,
});
const KINDS = [
  kind(
    "scenario",
    input({ name: "scenario_id", type: "object", of: "scenario", label: words("シナリオ") }),
    input({ name: "step", type: "step", label: words("次のステップ") }),
  ),
  kind("received", input({ name: "dispatch_id", type: "object", of: "dispatch", label: words("配信") })),
];
const text = (value: string) => ({ kind: "text", text: value });

let answers: Record<string, unknown>;
let tree: Tree;

function Owner({ leaf }: { leaf: { kind: string; [name: string]: unknown } }) {
  const [value, setValue] = useState<Tree>({ version: 1, root: { kind: "all", of: [leaf] } });
  tree = value;
  return <ConditionEditor channelId={1} value={value} onChange={setValue} />;
}

beforeEach(() => {
  answers = {
    "/api/v1/conditions/kinds": { items: KINDS, events: [] },
    "/api/v1/scenarios": { items: [{ id: 5, name: "ようこそ", state: "active" }] },
    "/api/v1/scenarios/{scenario_id}": {
      current: {
        steps: [
          { name: "", blocks: [text("{{name|お客さま}}、はじめまして。友だち追加ありがとうございます")] },
          { name: "割引のご案内", blocks: [text("10%引き")] },
        ],
      },
      draft_steps: [],
    },
    "/api/v1/dispatches": {
      items: [{ id: 8, due_at: "2026-10-15T15:30:00Z", outline: { text: "秋の新メニュー" } }],
    },
    "/api/v1/dispatches/{dispatch_id}": {
      due_at: "2025-03-01T00:00:00Z",
      messages: [{ type: "text", text: "春の新メニュー" }],
    },
  };
  get.mockImplementation((path: string) =>
    path in answers ? Promise.resolve(answers[path]) : Promise.reject(new Error(path)),
  );
});

it("offers the steps of the chosen scenario by their names or first words", async () => {
  draw(<Owner leaf={{ kind: "scenario", scenario_id: 5 }} />);

  await userEvent.click(await screen.findByRole("combobox", { name: "次のステップ" }));
  expect(
    await screen.findByRole("option", { name: "1. お客さま、はじめまして。友だち追加ありがとうご…" }),
  ).toBeVisible();
  await userEvent.click(screen.getByRole("option", { name: "2. 割引のご案内" }));

  expect(tree.root).toEqual({ kind: "all", of: [{ kind: "scenario", scenario_id: 5, step: 2 }] });
});

it("takes a step by its number from whoever may not see scenarios", async () => {
  delete answers["/api/v1/scenarios/{scenario_id}"];
  draw(<Owner leaf={{ kind: "scenario", scenario_id: 5, step: 3 }} />);

  expect(await screen.findByRole("textbox", { name: "次のステップ" })).toHaveValue("3");
});

it("calls a dispatch by its first words and its day by the account's clock, an older one too", async () => {
  draw(<Owner leaf={{ kind: "received", dispatch_id: 2 }} />);

  const box = await screen.findByRole("combobox", { name: "配信" });
  await vi.waitFor(() => expect(box).toHaveValue("春の新メニュー 2025-03-01"));
  await userEvent.click(box);
  expect(await screen.findByRole("option", { name: "秋の新メニュー 2026-10-16" })).toBeVisible();
  expect(get).toHaveBeenCalledWith(
    "/api/v1/dispatches",
    expect.objectContaining({ params: { query: expect.objectContaining({ kind: "broadcast" }) } }),
  );
});
