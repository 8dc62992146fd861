import { describe, expect, it } from "vitest";
import type { Exchange, Webhook } from "./control";
import { matching, merged, pretty } from "./trafficLog";

function webhook(number: number, atMs: number, body: object, reason = "OK"): Webhook {
  return {
    number,
    channel_id: "1",
    url: "http://127.0.0.1:8000/webhook/line/x",
    at_ms: atMs,
    latency_ms: 3.4,
    attempt: 1,
    status: reason === "OK" ? 200 : 0,
    reason,
    headers: { "X-Line-Signature": "c2ln" },
    body: JSON.stringify(body),
  };
}

function exchange(number: number, atMs: number, status: number, body: string): Exchange {
  return {
    number,
    at_ms: atMs,
    operation: "push",
    channel_id: "1",
    request_id: "r",
    method: "POST",
    path: "/v2/bot/message/push",
    retry_key: "k",
    status,
    request_body: body,
    response_body: "{}",
  };
}

const EVENT = { events: [{ type: "message", source: { userId: "Uaiko" } }] };
const lines = merged(
  [webhook(1, 100, EVENT), webhook(2, 100, { events: [] }, "REQUEST_TIMEOUT")],
  [
    exchange(1, 200, 200, '{"to":"Uaiko","messages":[{"text":"\\u4e88\\u7d04"}]}'),
    exchange(2, 50, 409, "{}"),
  ],
);

describe("the traffic", () => {
  it("is one list, the newest first", () => {
    expect(lines.map((line) => line.key)).toEqual(["c1", "w2", "w1", "c2"]);
  });

  it("tells what went well: a repeated send that had arrived did", () => {
    expect(Object.fromEntries(lines.map((line) => [line.key, line.isFine]))).toEqual({
      c1: true,
      w2: false,
      w1: true,
      c2: true,
    });
  });

  it("names the events and shows the signature whatever the case of its header", () => {
    const first = lines.find((line) => line.key === "w1");
    expect(first?.subjects).toEqual(["message"]);
    expect(first?.facts).toContainEqual(["signature", "c2ln"]);
  });

  it("is narrowed by direction, friend and words", () => {
    const keys = (wanted: Parameters<typeof matching>[1]) => matching(lines, wanted).map((line) => line.key);
    expect(keys({ direction: "call", words: "" })).toEqual(["c1", "c2"]);
    expect(keys({ direction: "webhook", userId: "Uaiko", words: "" })).toEqual(["w1"]);
    expect(keys({ direction: "all", words: "PUSH 409" })).toEqual(["c2"]);
  });

  it("finds Japanese also where a body writes it in escapes", () => {
    expect(matching(lines, { direction: "all", words: "予約" }).map((line) => line.key)).toEqual(["c1"]);
  });

  it("shows what is no JSON as it is", () => {
    expect(pretty("a=1&b=2")).toBe("a=1&b=2");
    expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
  });
});
