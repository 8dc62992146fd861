import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { ConnectionLost } from "@/api/problem";
import type { ScenarioDetailOut } from "@/api/schema.gen";
import { useDraft } from "./useDraft";

const DETAIL: ScenarioDetailOut = {
  id: 7,
  channel_id: 1,
  name: "ようこそ",
  purpose: "",
  state: "draft",
  current_version: null,
  draft_number: 3,
  created_by: "店長",
  created_at: "2026-10-15T03:00:00Z",
  updated_at: "2026-10-15T03:00:00Z",
  enrolments: { active: 0, finished: 0, stopped: 0 },
  draft_steps: [],
  problems: [],
  current: null,
};

const answered = (data: unknown, status = 200) =>
  (status === 200
    ? { data, response: new Response(null, { status }) }
    : { error: data, response: new Response(null, { status }) }) as never;

function open(detail = DETAIL) {
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return renderHook((props: ScenarioDetailOut) => useDraft(props), { wrapper, initialProps: detail });
}

describe("a draft that is edited", () => {
  it("saves itself after the last change and says which draft it saw", async () => {
    const put = vi.spyOn(api, "PUT").mockResolvedValue(answered({ ...DETAIL, draft_number: 4 }));
    const { result } = open();
    act(() => result.current.change({ ...result.current.draft, purpose: "新" }, "purpose"));
    act(() => result.current.change({ ...result.current.draft, purpose: "新しい" }, "purpose"));
    await waitFor(() => expect(result.current.saveState).toBe("saved"), { timeout: 3_000 });

    expect(put).toHaveBeenCalledTimes(1);
    expect(put.mock.calls[0]?.[1]).toMatchObject({ body: { purpose: "新しい", draft_number: 3 } });
  });

  it("stops saving when somebody else changed it, keeps what was typed, and overwrites only when told", async () => {
    const put = vi
      .spyOn(api, "PUT")
      .mockResolvedValue(answered({ code: "draft_changed", detail: "変更" }, 409));
    const { result } = open();
    act(() => result.current.change({ ...result.current.draft, purpose: "わたしの" }, "purpose"));
    await waitFor(() => expect(result.current.saveState).toBe("conflict"), { timeout: 3_000 });
    expect(result.current.draft.purpose).toBe("わたしの");

    vi.spyOn(api, "GET").mockResolvedValue(answered({ ...DETAIL, purpose: "あなたの", draft_number: 9 }));
    put.mockResolvedValue(answered({ ...DETAIL, purpose: "わたしの", draft_number: 10 }));
    await act(() => result.current.keepOurs());

    expect(put.mock.calls.at(-1)?.[1]).toMatchObject({ body: { purpose: "わたしの", draft_number: 9 } });
    expect(result.current.saveState).toBe("saved");
  });

  it("takes over what somebody else saved while nothing is unsaved here", async () => {
    const { result, rerender } = open();
    rerender({ ...DETAIL, purpose: "あなたの", draft_number: 4 });
    await waitFor(() => expect(result.current.draft.purpose).toBe("あなたの"));
    expect(result.current.saveState).toBe("saved");
  });

  it("does not send again what the server refused, until it is changed", async () => {
    const put = vi
      .spyOn(api, "PUT")
      .mockResolvedValue(answered({ code: "invalid_input", detail: "不可" }, 422));
    const { result } = open();
    act(() => result.current.change({ ...result.current.draft, purpose: "だめ" }, ""));
    await waitFor(() => expect(result.current.saveState).toBe("refused"), { timeout: 3_000 });
    const sent = put.mock.calls.length;

    put.mockResolvedValue(answered({ ...DETAIL, purpose: "よし", draft_number: 4 }));
    act(() => result.current.change({ ...result.current.draft, purpose: "よし" }, ""));
    await waitFor(() => expect(result.current.saveState).toBe("saved"), { timeout: 3_000 });
    expect(put.mock.calls.length).toBe(sent + 1);
  });

  it("keeps what was typed while the connection is lost", async () => {
    vi.spyOn(api, "PUT").mockRejectedValue(new ConnectionLost("切断"));
    const { result } = open();
    act(() => result.current.change({ ...result.current.draft, purpose: "切断中" }, ""));
    await waitFor(() => expect(result.current.saveState).toBe("lost"), { timeout: 3_000 });
    expect(result.current.draft.purpose).toBe("切断中");
  });
});
