import type { Exchange, Webhook } from "./control";

/** From LINE to Enishi, or from Enishi to LINE. */
export type Direction = "webhook" | "call";

export interface Line {
  key: string;
  /** Grows within one direction. */
  number: number;
  direction: Direction;
  atMs: number;
  /** What it was about: event types, or the name of the operation. */
  subjects: string[];
  /** 0 where no answer came. */
  status: number;
  isFine: boolean;
  where: string;
  sent: string;
  answered: string;
  facts: [name: string, value: string][];
}

interface Wanted {
  direction: Direction | "all";
  userId?: string;
  words: string;
}

/** JSON on several lines, and anything else as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function eventTypes(body: string): string[] {
  try {
    const { events } = JSON.parse(body) as { events?: { type?: unknown }[] };
    return (events ?? []).map((event) => String(event.type));
  } catch {
    return [];
  }
}

function ofWebhook(webhook: Webhook): Line {
  const signature = Object.entries(webhook.headers).find(
    ([name]) => name.toLowerCase() === "x-line-signature",
  );
  return {
    key: `w${webhook.number}`,
    number: webhook.number,
    direction: "webhook",
    atMs: webhook.at_ms,
    subjects: eventTypes(webhook.body),
    status: webhook.status,
    isFine: webhook.reason === "OK",
    where: `POST ${webhook.url}`,
    sent: webhook.body,
    answered: "",
    facts: [
      ["signature", signature?.[1] ?? ""],
      ["reason", webhook.reason],
      ["latency", `${Math.round(webhook.latency_ms)} ms`],
      ["attempt", String(webhook.attempt)],
    ],
  };
}

function ofExchange(exchange: Exchange): Line {
  return {
    key: `c${exchange.number}`,
    number: exchange.number,
    direction: "call",
    atMs: exchange.at_ms,
    subjects: [exchange.operation || exchange.path],
    status: exchange.status,
    // 409 says that the first attempt had arrived: what the retry key is for.
    isFine: (exchange.status >= 200 && exchange.status < 300) || exchange.status === 409,
    where: `${exchange.method} ${exchange.path}`,
    sent: exchange.request_body,
    answered: exchange.response_body,
    facts: [
      ["requestId", exchange.request_id],
      ["retryKey", exchange.retry_key ?? ""],
    ],
  };
}

/** Both directions in one list, the newest first. */
export function merged(webhooks: Webhook[], exchanges: Exchange[]): Line[] {
  return [...webhooks.map(ofWebhook), ...exchanges.map(ofExchange)].sort(
    (a, b) => b.atMs - a.atMs || b.number - a.number,
  );
}

/** The lines of one direction, one friend (calls come narrowed already) and with all the words in them. */
export function matching(lines: Line[], { direction, userId, words }: Wanted): Line[] {
  const needles = words.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter((line) => {
    if (direction !== "all" && line.direction !== direction) return false;
    if (userId && line.direction === "webhook" && !line.sent.includes(userId)) return false;
    const hay = [line.where, line.sent, line.answered, String(line.status), ...line.subjects]
      .join("\n")
      .toLowerCase();
    // Japanese may stand in the bodies as \u escapes.
    const readable = needles.some((needle) => /[^ -~]/.test(needle))
      ? hay + pretty(line.sent).toLowerCase()
      : hay;
    return needles.every((needle) => readable.includes(needle));
  });
}
