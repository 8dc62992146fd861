import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ConnectionLost } from "@/api/problem";
import { sendReply, tellTyping } from "./deeds";
import { loadDraft } from "./drafts";
import { useReply } from "./useReply";

vi.mock("./deeds", () => ({ sendReply: vi.fn(), scheduleReply: vi.fn(), tellTyping: vi.fn() }));
const send = vi.mocked(sendReply);
const typing = vi.mocked(tellTyping);

function begin() {
  const client = new QueryClient({ defaultOptions: { mutations: { retry: false } } });
  client.setQueryData(["me"], { organisation: { id: 1 }, user: { id: 3 } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return renderHook(() => useReply(5), { wrapper });
}

describe("an answer that is being written", () => {
  beforeEach(() => {
    localStorage.clear();
    send.mockReset();
    typing.mockReset().mockResolvedValue(undefined);
  });

  it("stays through a lost connection and goes out under the same key", async () => {
    send.mockRejectedValueOnce(new ConnectionLost("away"));
    const { result } = begin();
    act(() => result.current.write({ text: "14時に空いています" }));
    act(() => result.current.send(null));
    await waitFor(() => expect(result.current.goOut.isError).toBe(true));
    expect(result.current.draft.text).toBe("14時に空いています");
    expect(loadDraft(1, 5).text).toBe("14時に空いています");

    const afterReload = begin();
    act(() => afterReload.result.current.send(null));
    await waitFor(() => expect(afterReload.result.current.goOut.isSuccess).toBe(true));
    const keys = send.mock.calls.map((call) => call[2]);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    expect(afterReload.result.current.draft.text).toBe("");
  });

  it("keeps what is written while it goes out", async () => {
    let release: () => void = () => undefined;
    send.mockReturnValueOnce(
      new Promise((resolve) => {
        release = () => resolve({} as Awaited<ReturnType<typeof sendReply>>);
      }),
    );
    const { result } = begin();
    act(() => result.current.write({ text: "はい" }));
    act(() => result.current.send(null));
    act(() => result.current.write({ text: "はい、それと" }));
    await waitFor(() => expect(send).toHaveBeenCalledOnce());
    release();
    await waitFor(() => expect(result.current.goOut.isSuccess).toBe(true));
    expect(send.mock.calls[0]?.[1]).toMatchObject([{ text: "はい" }]);
    expect(result.current.draft.text).toBe("はい、それと");
  });

  it("tells colleagues once, not at every letter", () => {
    const { result } = begin();
    act(() => result.current.write({ text: "は" }));
    act(() => result.current.write({ text: "はい" }));
    expect(typing).toHaveBeenCalledOnce();
  });
});
