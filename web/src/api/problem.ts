import type { Problem as ProblemBody } from "./schema.gen";

/** What the server refused, in the reader's language. `fields` maps dotted paths to sentences. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string>;
  readonly retryAfterSeconds: number | null;

  constructor(
    status: number,
    body: Partial<ProblemBody> | undefined,
    fallback: string,
    retryAfter: string | null = null,
  ) {
    super(body?.detail || body?.title || fallback);
    this.name = "Problem";
    this.status = status;
    this.code = body?.code ?? "unknown";
    this.fields = Object.fromEntries((body?.errors ?? []).map((field) => [field.path, field.detail]));
    this.retryAfterSeconds = retryAfter ? Number(retryAfter) || null : null;
  }
}

/** The request never got an answer: nothing is known of its effect. */
export class ConnectionLost extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConnectionLost";
  }
}
