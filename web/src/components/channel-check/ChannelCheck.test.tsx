import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ChannelOut, FindingOut } from "@/api/schema.gen";
import { draw } from "@/test/render";
import { asSent, ChannelCheck, Checklist } from ".";

const { post } = vi.hoisted(() => ({ post: vi.fn() }));
vi.mock("@/api/client", () => ({ api: { POST: post }, answer: (call: Promise<unknown>) => call }));

const channel = {
  id: 7,
  is_practice: false,
  webhook_address: "https://enishi.example.com/webhook/line/abc",
} as ChannelOut;

const right: FindingOut = {
  check: "credentials",
  is_ok: true,
  code: null,
  ja: "認証情報は正しい",
  en: "Fine",
};
const unset: FindingOut = {
  check: "webhook",
  is_ok: false,
  code: "line.webhook_not_set",
  ja: "Webhook URLがありません",
  en: "No webhook URL",
};

beforeEach(() => {
  post.mockReset();
  localStorage.clear();
});

describe("the check of an account", () => {
  it("names each mistake and counts them", async () => {
    post.mockResolvedValue({ is_ok: false, findings: [right, unset] });
    const onResult = vi.fn();
    draw(<ChannelCheck channel={channel} startsAtOnce onResult={onResult} />);
    expect(await screen.findByText("Webhook URLがありません")).toBeInTheDocument();
    expect(screen.getByRole("status")).toHaveTextContent("直すところが1件あります。");
    expect(screen.getByLabelText("要対応")).toBeInTheDocument();
    expect(onResult).toHaveBeenCalledWith(false);
  });

  it("sets the webhook address itself, and looks again", async () => {
    post.mockResolvedValueOnce({ is_ok: false, findings: [unset] });
    post.mockResolvedValueOnce({ webhook_address: channel.webhook_address });
    post.mockResolvedValueOnce({ is_ok: true, findings: [right] });
    draw(<ChannelCheck channel={channel} startsAtOnce />);
    await userEvent.click(await screen.findByRole("button", { name: "Webhook URLを自動で設定する" }));
    expect(await screen.findByText("接続は正常です。")).toBeInTheDocument();
    expect(post.mock.calls.map(([path]) => path)).toEqual([
      "/api/v1/channels/{channel_id}/check",
      "/api/v1/channels/{channel_id}/set-webhook-address",
      "/api/v1/channels/{channel_id}/check",
    ]);
  });

  it("asks LINE only when told to", () => {
    draw(<ChannelCheck channel={channel} />);
    expect(post).not.toHaveBeenCalled();
  });
});

describe("the checklist", () => {
  it("keeps its ticks on this device, by account", async () => {
    const { unmount } = draw(<Checklist channelId={7} />);
    await userEvent.click(screen.getByLabelText("「Webhookの再送」をオンにした"));
    unmount();
    draw(<Checklist channelId={7} />);
    expect(screen.getByLabelText("「Webhookの再送」をオンにした")).toBeChecked();
    expect(screen.getByLabelText("「応答メッセージ」をオフにした")).not.toBeChecked();
  });

  it("survives nonsense in the browser's store", () => {
    localStorage.setItem("enishi.checklist.7", "{");
    draw(<Checklist channelId={7} />);
    expect(screen.getByLabelText("「Webhookの再送」をオンにした")).not.toBeChecked();
  });
});

describe("credentials", () => {
  it("leave out what was not typed, and a token where none is needed", () => {
    expect(asSent({ secret: "", token_kind: "stateless", token: "x" })).toEqual({
      secret: null,
      token_kind: "stateless",
      token: null,
    });
    expect(asSent({ secret: "s", token_kind: "long_lived", token: "t" }).token).toBe("t");
  });
});
