import i18n from "@/app/i18n";
import { requestHeaders } from "./client";
import { ConnectionLost } from "./problem";

const BASE = "/_allauth/browser/v1/";

export type FactorKind = "totp" | "webauthn" | "recovery_codes";

interface Flow {
  id: string;
  is_pending?: boolean;
  types?: FactorKind[];
}

interface Body {
  data?: unknown;
  meta?: unknown;
  errors?: { code?: string; param?: string }[];
}

/** What signing in refused. `code` is stable; the words are in the namespace `secondFactor`. */
export class AuthRefused extends Error {
  readonly status: number;
  readonly code: string;
  readonly param: string | null;
  readonly flows: Flow[];
  readonly meta: unknown;
  readonly retryAfterSeconds: number | null;

  constructor(response: Response, body: Body) {
    const first = body.errors?.[0];
    const code = first?.code ?? (body as { code?: string }).code ?? "refused";
    super(code);
    this.name = "AuthRefused";
    this.status = response.status;
    this.code = code;
    this.param = first?.param ?? null;
    this.flows = (body.data as { flows?: Flow[] } | undefined)?.flows ?? [];
    this.meta = body.meta;
    this.retryAfterSeconds = Number(response.headers.get("Retry-After")) || null;
  }

  /** The step that a sign-in waits for, if it is under way. */
  get pending(): Flow | undefined {
    return this.flows.find((flow) => flow.is_pending);
  }

  /** Whether the person is signed in but has to prove once more who they are. */
  get wantsConfirmation(): boolean {
    return this.status === 401 && this.flows.some((flow) => flow.id.endsWith("reauthenticate"));
  }
}

/** One request to the routes of signing in; its `data`, or `AuthRefused` thrown. */
export async function auth<Data = unknown>(method: string, path: string, body?: unknown): Promise<Data> {
  let response: Response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: { ...requestHeaders(method), "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    throw new ConnectionLost(i18n.t("common:error.connection"));
  }
  const answer = (await response.json().catch(() => ({}))) as Body;
  if (!response.ok) throw new AuthRefused(response, answer);
  return answer.data as Data;
}

export interface AuthConfig {
  mfa: { supported_types: FactorKind[]; passkey_login_enabled: boolean };
  mail: { is_set_up: boolean };
}

/** What this installation offers. Also fetches the cookie that every change has to prove. */
export const authConfigQuery = {
  queryKey: ["auth", "config"],
  queryFn: () => auth<AuthConfig>("GET", "config"),
  staleTime: Number.POSITIVE_INFINITY,
};
