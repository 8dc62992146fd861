import type { LineMessage } from "@/line/types";

/** What the simulator's control API answers, as far as the phones need it. Times with `_ms` are epoch milliseconds. */
export interface Person {
  user_id: string;
  display_name: string;
  picture_url: string | null;
}

export interface Account {
  channel_id: string;
  display_name: string;
  picture_url: string | null;
  basic_id: string;
  has_webhook: boolean;
}

export type Status = "friend" | "blocked" | "never" | "deleted" | "no_consent";

export interface Entry {
  side: "account" | "user";
  key: string;
  at_ms: number;
  messages: LineMessage[];
  /** Of what the user sent; what only the app showed has none. */
  message_id?: string | null;
  is_unsent?: boolean;
  is_read?: boolean;
  is_silent?: boolean;
}

export interface Home extends Person {
  accounts: (Account & { status: Status; received: number; last: Entry | null })[];
}

export interface RichMenuArea {
  bounds: { x: number; y: number; width: number; height: number };
  action: LineMessage;
}

export interface RichMenu {
  rich_menu_id: string;
  image_url: string;
  size: { width: number; height: number };
  selected: boolean;
  chatBarText: string;
  areas: RichMenuArea[];
}

export interface ChatState {
  account: Account;
  user: Person & { status: Status; received: number };
  entries: Entry[];
  rich_menu: RichMenu | null;
  loading_until_ms: number | null;
}

export interface ClockState {
  now_ms: number;
  /** Whether Enishi's own clock goes with this one. */
  is_followed: boolean;
}

export interface Fault {
  fault_id: number;
  action: string;
  when: string;
  status: number;
  times: number | null;
  hits: number;
}

export interface Webhook {
  number: number;
  channel_id: string;
  url: string;
  at_ms: number;
  latency_ms: number;
  attempt: number;
  /** 0 where no answer came. */
  status: number;
  reason: string;
  headers: Record<string, string>;
  body: string;
}

export interface Exchange {
  number: number;
  at_ms: number;
  operation: string;
  channel_id: string | null;
  request_id: string;
  method: string;
  path: string;
  retry_key: string | null;
  /** 0 where the connection was dropped. */
  status: number;
  request_body: string;
  response_body: string;
}

/** The simulator said no, or did not answer (status 0); the message is its own English sentence. */
export class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Query = Record<string, string | number | undefined>;

export async function call<T>(method: string, path: string, body?: unknown, query: Query = {}): Promise<T> {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const target = `/control${path}${given.length ? `?${new URLSearchParams(given)}` : ""}`;
  let response: Response;
  try {
    response = await fetch(target, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ControlError(0, "no answer");
  }
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok)
    throw new ControlError(response.status, String((answer as { error?: string }).error ?? ""));
  return answer as T;
}

/** One thing that the person with the phone does; see docs/develop/simulator.md for the acts. */
export interface Act {
  type: string;
  user_id?: string;
  [field: string]: unknown;
}

export const act = (channelId: string, values: Act) =>
  call<{ user_id: string | null }>("POST", `/channels/${channelId}/acts`, values);
