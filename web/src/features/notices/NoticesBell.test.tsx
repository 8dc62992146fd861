import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import type { NoticeOut } from "@/api/schema.gen";
import { draw } from "@/test/render";
import { addressOf, lookOf } from "./kinds";
import { NoticesBell } from "./NoticesBell";

vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<object>()),
  useParams: () => ({ channelId: "1" }),
  Link: ({ to, children, ...rest }: { to: string; children: React.ReactNode }) => (
    <a href={to} {...rest}>
      {children}
    </a>
  ),
}));
vi.mock("@/components/TimeText", () => ({ TimeText: ({ at }: { at: string }) => <time>{at}</time> }));

const notice = (change: Partial<NoticeOut>): NoticeOut => ({
  id: 1,
  kind: "credential_refused",
  params: { channel: "はなえ公式" },
  channel_id: null,
  created_at: "2026-10-15T03:00:00Z",
  is_read: false,
  ...change,
});

const answered = (data: unknown) => ({ data, response: new Response(null, { status: 200 }) }) as never;

describe("the bell", () => {
  const newest = notice({ id: 2, channel_id: 7, created_at: "2026-10-15T04:00:00Z" });
  const read = notice({ id: 1, is_read: true });

  beforeEach(() => {
    vi.spyOn(api, "GET").mockResolvedValue(answered({ items: [newest, read], unread: 1 }));
  });

  it("tells how many are unread, and marks them as read up to the newest that is shown", async () => {
    const post = vi
      .spyOn(api, "POST")
      .mockResolvedValue(answered({ items: [{ ...newest, is_read: true }, read], unread: 0 }));
    draw(<NoticesBell />);
    await userEvent.click(await screen.findByRole("button", { name: "お知らせ（未読1件）" }));

    expect(post).toHaveBeenCalledWith("/api/v1/notices/read", { body: { until: newest.created_at } });
    expect(await screen.findAllByText("LINEに接続できません")).toHaveLength(2);
    expect(screen.getAllByText("新着")).toHaveLength(1);
    await waitFor(() => screen.getByRole("button", { name: "お知らせ（未読0件）" }));
    expect(screen.getAllByText("新着")).toHaveLength(1);
  });

  it("leads to where the trouble is mended, in the account that has it", () => {
    expect(addressOf(newest, 1)).toBe("/c/7/settings/account");
    expect(addressOf(read, 1)).toBe("/c/1/settings/account");
  });

  it("tells a used-up quota from a low one, and a kind of a newer server plainly", () => {
    expect(lookOf(notice({ kind: "quota_low", params: { is_used_up: true } })).key).toBe("quota_out");
    expect(lookOf(notice({ kind: "quota_low", params: { limit: 5 } })).key).toBe("quota_low");
    expect(lookOf(notice({ kind: "of_tomorrow" })).key).toBe("unknown");
  });
});
